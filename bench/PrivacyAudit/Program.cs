// Audits the privacy of mode record-central in one run, and whether the audit would notice sabotage:
//   dotnet run -c Release --project bench/PrivacyAudit [seed]
// Exit code 1 when the honest build is flagged or its bound is below half of the claim, or when a sabotaged build is not flagged.
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.PrivacyAudit;

const int Partners = 40;
const int PerPartner = 1000;
const int Canaries = Partners * PerPartner;
const int Guesses = 1000; // Fixed beforehand: choosing it by the outcome would void the bound.
const double Error = 0.05;

var seed = args.Length > 0 ? args[0] : "1";

var plan = new RunPlan
{
    Name = "audit",
    Model = new() { Kind = "logistic", Inputs = Canaries, Outputs = 2 },
    Strategy = new() { Kind = "server-sgd" },
    Privacy = new()
    {
        Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 2.5, SamplingRate = 1, Projection = 1,
        PartnerExamples = Enumerable.Range(0, Partners).ToImmutableSortedDictionary(i => $"partner-{i:D2}", _ => (long)PerPartner),
    },
    Cohort = new() { Size = Partners, Quorum = Partners },
    Rounds = 4,
};
RunPlanRules.Check(plan);

var claim = PrivacySchedule.Report(plan, plan.Rounds)!;
var delta = plan.Privacy.Delta.Value;
var bound = new OneRunBound(Canaries, Guesses, delta);
Print($"{Canaries} canaries, {Guesses} guesses, one run of {plan.Rounds} rounds, q {plan.Privacy.SamplingRate}, z {plan.Privacy.NoiseMultiplier}, delta {delta}, seed {seed}");
Print($"claimed upper bound: epsilon {claim.Epsilon:F3} ({claim.Basis}; {claim.Neighbouring})");
Print($"{"build",-14} {"right",6} {"lower bound, 95 %",18} {"of the claim",13} {"seconds",8}  verdict");

var honest = Audit(new("honest", noiseShare: 1, clips: true, seed));
var caught = Audit(new("noise halved", noiseShare: 0.5, clips: true, seed)) > claim.Epsilon
    & Audit(new("clip left out", noiseShare: 1, clips: false, seed)) > claim.Epsilon;
var passed = caught && honest <= claim.Epsilon && honest >= claim.Epsilon / 2;
Print($"{(passed ? "passed" : "FAILED")}: wanted the honest bound within the claim and at least half of it, and both others flagged");
return passed ? 0 : 1;

double Audit(AuditedBuild build)
{
    var clock = Stopwatch.StartNew();
    var right = build.RightGuesses(plan, Guesses);
    var lower = bound.Epsilon(right, Error);
    Print($"{build.Name,-14} {right,6} {lower,18:F3} {lower / claim.Epsilon,13:P0} {clock.Elapsed.TotalSeconds,8:F1}  {(lower > claim.Epsilon ? "FLAGGED: less private than claimed" : "within the claim")}");
    return lower;
}

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
