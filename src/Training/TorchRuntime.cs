using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using TorchSharp;

namespace Federated.Training;

/// <summary>
/// The one place that prepares libtorch for this process. One thread per client is the default: several clients on a
/// machine are faster that way, and OMP_WAIT_POLICY=PASSIVE (set by the embedded loader; with TorchSharp's packages set it
/// in the environment) keeps idle threads from spinning when cores are shared.
/// </summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static int threads;

    /// <summary>True if libtorch can be used here.</summary>
    /// <param name="reason">Why it cannot, and what to install; else null.</param>
    public static bool IsAvailable(out string? reason)
    {
        try
        {
            Use(threads: Math.Max(1, threads));
            reason = null;
            return true;
        }
        catch (FederatedException e)
        {
            reason = e.Message;
            return false;
        }
    }

    /// <summary>
    /// Loads libtorch and sets its threads, and those of the BLAS beneath. The number belongs to the process: results are
    /// the same to the bit only for the same number.
    /// </summary>
    /// <param name="threads">At least 1.</param>
    /// <exception cref="FederatedException">libtorch cannot be loaded (<see cref="ErrorCodes.TorchUnavailable"/>), or the
    /// number is out of range (<see cref="ErrorCodes.ConfigurationInvalid"/>).</exception>
    public static void Use(int threads)
    {
        if (threads < 1)
            throw new FederatedException(ErrorCodes.ConfigurationInvalid, $"Threads is {threads}, wanted at least 1.");
        lock (Gate)
        {
            if (TorchRuntime.threads == threads) return;
            try
            {
                torch.set_num_threads(threads);
                TorchRuntime.threads = threads;
            }
            catch (Exception e) when (IsLoadFailure(e))
            {
                var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
                throw new FederatedException(ErrorCodes.TorchUnavailable, cause.Message, e.ToString(), e);
            }
        }
    }

    /// <summary>Runs one use of torch; what libtorch throws comes out as <see cref="ErrorCodes.TrainingFailed"/>.</summary>
    internal static T Run<T>(int threads, Func<T> body)
    {
        Use(threads);
        return Translated(body);
    }

    /// <summary>The same, with whatever number of threads the process has.</summary>
    internal static T Run<T>(Func<T> body)
    {
        Use(Math.Max(1, threads));
        return Translated(body);
    }

    private static T Translated<T>(Func<T> body)
    {
        try
        {
            return body();
        }
        catch (ExternalException e)
        {
            throw new FederatedException(
                ErrorCodes.TrainingFailed, $"libtorch refused an operation: {FirstLine(e.Message)}. Check that the model fits the data and the memory.", e.ToString(), e);
        }
    }

    private static bool IsLoadFailure(Exception e) =>
        e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException
            or FileNotFoundException or NotSupportedException;

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('.', ' ', '\r');
}
