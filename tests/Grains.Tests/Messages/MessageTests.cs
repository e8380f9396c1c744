using System.Reflection;

namespace Federated.Grains.Tests.Messages;

/// <summary>
/// What Orleans wants of everything that crosses a grain call. The embedded Orleans passes messages by reference and would not
/// notice; the real one would refuse to start, lose a member, or answer one grain's call with another's state.
/// </summary>
public sealed class MessageTests
{
    [Fact]
    public void Search_OfTheProduct_FindsWhatThereIs()
    {
        Assert.Contains(typeof(Abstractions.Round.IRoundGrain), MessageRules.Interfaces);
        Assert.Contains(typeof(Abstractions.Round.IIntakeObserver), MessageRules.Interfaces);
        Assert.Contains(typeof(Grains.Round.RoundGrain), MessageRules.Grains);
        Assert.Contains(typeof(Abstractions.Round.ExpectedMember), MessageRules.Messages);
        Assert.Contains(typeof(Abstractions.Failure), MessageRules.Messages);
        Assert.Equal(4, MessageRules.Data(typeof(Abstractions.Failure)).Count());
    }

    [Fact]
    public void Messages_OfEverySignature_AreOfTheBaseLibraryOrHaveASerializer() =>
        AssertNone(MessageRules.Messages.Where(m => !m.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).Select(MessageRules.Name),
            "cross a grain call without [GenerateSerializer]; map them at the grain");

    [Fact]
    public void Messages_OfTheProduct_AllCrossSomeCall()
    {
        var marked = typeof(Abstractions.GrainKeys).Assembly.GetTypes().Where(t => t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false));

        AssertNone(marked.Except(MessageRules.Messages).Select(MessageRules.Name), "cross no grain call; take [GenerateSerializer] or the type away");
    }

    [Fact]
    public void Messages_TheirMembers_AllHaveAnIdOfTheirOwn()
    {
        foreach (var message in MessageRules.Messages)
        {
            var ids = MessageRules.Data(message).Select(member => (member.Name, member.GetCustomAttribute<IdAttribute>()?.Id)).ToArray();
            AssertNone(ids.Where(id => id.Id is null).Select(id => $"{message.Name}.{id.Name}"), "have no [Id] and would be lost on the way");
            AssertNone(ids.GroupBy(id => id.Id).Where(g => g.Count() > 1).Select(g => $"{message.Name} {g.Key}"), "stand twice as [Id]");
        }
    }

    [Fact]
    public void Aliases_OfMessagesAndInterfaces_AreThereAndUnique()
    {
        var aliases = MessageRules.Messages.AddRange(MessageRules.Interfaces).Select(type => (Name: MessageRules.Name(type), Alias: MessageRules.Alias(type))).ToArray();

        AssertNone(aliases.Where(a => a.Alias is null).Select(a => a.Name), "have no [Alias], so that a rename would break a rolling upgrade");
        AssertNone(aliases.GroupBy(a => a.Alias, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key!), "name two types");
    }

    [Fact]
    public void Aliases_OfMethods_AreThereAndUniqueInTheirInterface()
    {
        foreach (var type in MessageRules.Interfaces)
        {
            var aliases = type.GetMethods().Select(method => (method.Name, Alias: MessageRules.Alias(method))).ToArray();
            AssertNone(aliases.Where(a => a.Alias is null).Select(a => $"{type.Name}.{a.Name}"), "have no [Alias]");
            AssertNone(aliases.GroupBy(a => a.Alias, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{type.Name} {g.Key}"), "name two methods");
        }
    }

    [Fact]
    public void States_OfGrains_HaveNamesOfTheirOwnAndEmptyConstructors()
    {
        var states = MessageRules.Grains
            .SelectMany(grain => grain.GetConstructors().SelectMany(c => c.GetParameters()).Where(p => p.IsDefined(typeof(PersistentStateAttribute)))
                .Select(p => (Grain: grain, p.GetCustomAttribute<PersistentStateAttribute>()!.StateName, State: p.ParameterType.GetGenericArguments().Single())))
            .ToArray();

        Assert.Equal(4, states.Length);
        // A row is keyed by state name and grain key, not by class: two classes with one name would share rows.
        AssertNone(states.GroupBy(s => s.StateName, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key), "name the states of two grains");
        AssertNone(states.Where(s => s.State.GetConstructor(Type.EmptyTypes) is null).Select(s => s.State.Name),
            "are states without a public parameterless constructor, with which a first activation makes them");
    }

    private static void AssertNone(IEnumerable<string> found, string what)
    {
        var list = found.ToArray();
        Assert.True(list.Length == 0, $"These {what}: {string.Join(", ", list)}.");
    }
}
