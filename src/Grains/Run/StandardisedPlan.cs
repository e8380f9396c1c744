using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Run;

/// <summary>Holds a plan that names a query as the source of its constants to that query's answer, so that nobody can pass off other numbers as charged ones.</summary>
internal static class StandardisedPlan
{
    /// <summary>Checks a plan before its launch; one that names no query is let pass, its constants being public ones.</summary>
    /// <exception cref="FederatedException">FED-1003 when the ledger knows no such answer, or it gives other constants; FED-1502 when it is about other features.</exception>
    internal static async Task Check(RunPlan plan, ILedgerStore ledger, IBlobStore blobs)
    {
        if (plan.Data.Scaling is not { Run: { } text, Answer: { } answer })
            return;
        var book = RunId.TryParse(text, out var run) ? await RunBook.Read(ledger, run) : null;
        if (book is not { Plan.Query: not null, CommittedRounds: 1 } || book.Model != answer)
            throw Unfit($"data.scaling says that run '{text}' answered {answer}; the ledger knows no such query with that answer");
        if (await blobs.Read(answer) is not { } file)
            throw Unfit($"the answer {answer} of run '{text}' is no longer kept, so the constants cannot be held to it");
        Standardisation.Check(plan, book.Plan, QueryAnswer.Read(book.Plan, file));
    }

    private static FederatedException Unfit(string what) => new(
        ErrorCodes.PlanDoesNotFit, $"In the plan, {what}. Ask with 'fed query standardise', or leave out data.scaling.run and data.scaling.answer and answer for the constants yourself.");
}
