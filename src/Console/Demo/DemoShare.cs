using System.Collections.Immutable;

namespace Federated.ConsoleApp.Demo;

/// <summary>A partner's share of the training examples.</summary>
/// <param name="Partner">Whose.</param>
/// <param name="Examples">How many.</param>
/// <param name="Classes">The classes in it, the most frequent first.</param>
public sealed record DemoShare(string Partner, int Examples, ImmutableArray<int> Classes);
