using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using Federated.Grains.Tests.Messages;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Federated.Grains.Tests.Packages;

/// <summary>
/// Every message survives Orleans' own serializer. Inside one process it is never asked, for the messages are [Immutable];
/// between two silos, and from an Orleans client, it is.
/// </summary>
public sealed class SerializationTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string> Messages => [.. MessageRules.Messages.Select(m => m.AssemblyQualifiedName!)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_ThereAndBack_IsTheSame(string name)
    {
        var type = Type.GetType(name, throwOnError: true)!;
        foreach (var filled in new[] { true, false })
        {
            var seed = 0;
            var sent = Make(type, filled, ref seed);

            var received = Serializer.Deserialize<object>(Serializer.SerializeToArray<object>(sent))!;

            Assert.Equal(type, received.GetType());
            Assert.Equal(JsonSerializer.Serialize(sent, type), JsonSerializer.Serialize(received, type));
        }
    }

    /// <summary>A value of a type whose parts all differ; when not filled, with nulls and empty collections where those may be.</summary>
    private static object Make(Type type, bool filled, ref int seed)
    {
        seed++;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Make(inner, filled, ref seed);
        if (type == typeof(string))
            return $"text {seed}";
        if (type == typeof(bool))
            return filled;
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 1, 2, 3, 4, seed % 60, TimeSpan.Zero);
        if (type == typeof(byte[]))
            return filled ? new[] { (byte)seed, (byte)1 } : [];
        if (type.IsPrimitive)
            return Convert.ChangeType(seed, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return MakeArray(type.GetGenericArguments()[0], filled ? 2 : 0, ref seed);

        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var nullability = new System.Reflection.NullabilityInfoContext();
        var arguments = new List<object?>();
        foreach (var parameter in constructor.GetParameters())
        {
            var mayBeNull = nullability.Create(parameter).WriteState == System.Reflection.NullabilityState.Nullable;
            arguments.Add(mayBeNull && !filled ? null : Make(parameter.ParameterType, filled, ref seed));
        }

        return constructor.Invoke([.. arguments]);
    }

    private static object MakeArray(Type element, int count, ref int seed)
    {
        var items = Array.CreateInstance(element, count);
        for (var i = 0; i < count; i++)
            ((IList)items)[i] = Make(element, filled: true, ref seed);
        var create = typeof(ImmutableArray).GetMethods().Single(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true }]);
        return create.MakeGenericMethod(element).Invoke(null, [items])!;
    }
}
