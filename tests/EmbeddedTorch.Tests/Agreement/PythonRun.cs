using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>All cases, run here and by one Python process with PyTorch.</summary>
public sealed class PythonRun
{
    private const string Mend =
        "These tests compare with PyTorch and are never skipped. Install it with: apt-get install --no-install-recommends python3-torch "
        + "(./test does), or name a Python that has torch in FED_PYTHON.";

    private readonly Dictionary<string, double[]> here = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long[] Shape, double[] Values)> there;

    public PythonRun()
    {
        set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("agreement-");
        try
        {
            using (NewDisposeScope())
            {
                var given = new Dictionary<string, Tensor>(StringComparer.Ordinal);
                foreach (var one in Cases.All) Run(one, given);
                TensorFile.Save(Path.Combine(folder.FullName, "given.safetensors"), given);
            }
            File.WriteAllText(Path.Combine(folder.FullName, "cases.json"), JsonSerializer.Serialize(Cases.All.Select(one => new
            {
                one.Name, one.Module, one.Call, Inputs = Count(one), one.Differentiable, one.Optimizer, one.Scheduler, one.Watches, one.Clip, one.Seed,
            })));
            Ask(folder.FullName);
            there = TensorFile.Load(Path.Combine(folder.FullName, "found.safetensors"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What a case gave here and there, by the name of the quantity.</summary>
    internal IEnumerable<(string Quantity, double[] Here, double[] There)> Of(string name)
    {
        var mine = here.Keys.Where(key => key.StartsWith(name + "|", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var theirs = there.Keys.Where(key => key.StartsWith(name + "|", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(theirs.Order(StringComparer.Ordinal), mine.Order(StringComparer.Ordinal));
        return mine.Order(StringComparer.Ordinal).Select(key => (key, here[key], there[key].Values));
    }

    private static int Count(AgreementCase one)
    {
        using var scope = NewDisposeScope();
        return one.Inputs().Length;
    }

    private void Run(AgreementCase one, Dictionary<string, Tensor> given)
    {
        random.manual_seed(5);
        using var module = one.Build?.Invoke().to(float64);
        foreach (var (key, tensor) in module?.state_dict() ?? []) given.Add($"{one.Name}|state|{key}", tensor.detach().clone());
        var inputs = one.Inputs();
        for (var i = 0; i < inputs.Length; i++)
        {
            given.Add($"{one.Name}|input|{i}", inputs[i].detach().clone());
            if (one.Differentiable && inputs[i].is_floating_point()) inputs[i].requires_grad_();
        }
        Tensor Output()
        {
            random.manual_seed(one.Seed);
            return one.Forward(module, inputs);
        }
        var output = Output();
        Keep($"{one.Name}|output", output);
        var target = randn(output.shape, float64);
        given.Add($"{one.Name}|target", target);
        if (one.Differentiable)
        {
            (output - target).square().mean().backward();
            for (var i = 0; i < inputs.Length; i++) Keep($"{one.Name}|gradient of input|{i}", inputs[i].grad);
            foreach (var (key, parameter) in module?.named_parameters() ?? []) Keep($"{one.Name}|gradient|{key}", parameter.grad);
        }
        if (module is null) return;
        module.eval();
        using (no_grad()) Keep($"{one.Name}|evaluated", Output());
        module.train();
        if (!module.parameters().Any()) return;
        TenSteps(one, module, () => (Output() - target).square().mean());
    }

    private void TenSteps(AgreementCase one, nn.Module module, Func<Tensor> loss)
    {
        using var optimizer = one.MakeOptimizer(module.parameters());
        var scheduler = one.MakeScheduler?.Invoke(optimizer);
        for (var step = 1; step <= 10; step++)
        {
            optimizer.zero_grad();
            var value = loss();
            value.backward();
            if (one.Clip is { } clip) nn.utils.clip_grad_norm_(module.parameters(), clip);
            optimizer.step();
            if (one.Watches) scheduler?.step(value.item<double>());
            else scheduler?.step();
            if (step is not (1 or 10)) continue;
            foreach (var (key, tensor) in module.state_dict()) Keep($"{one.Name}|after {step}|{key}", tensor);
        }
    }

    private void Keep(string name, Tensor? tensor)
    {
        if (tensor is not null) here.Add(name, tensor.detach().to(float64).contiguous().data<double>().ToArray());
    }

    private static void Ask(string folder)
    {
        var python = Environment.GetEnvironmentVariable("FED_PYTHON") ?? (File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
        var script = Path.Combine(AppContext.BaseDirectory, "python", "agreement.py");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, [script, folder]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (errors.Contains("No module named 'torch'", StringComparison.Ordinal)) throw new InvalidOperationException($"'{python}' has no torch. {Mend}");
            if (process.ExitCode != 0) throw new InvalidOperationException($"'{python} {script}' ended with {process.ExitCode}: {errors}");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{python}' could not be started. {Mend}", e);
        }
    }
}
