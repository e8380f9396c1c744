using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Federated.Conformance.Signatures;

/// <summary>What an assembly offers: its visible types, and for each a line per visible member.</summary>
internal static class PublicSurface
{
    /// <summary>The types of the assembly at <paramref name="path"/>, by full name, with their members.</summary>
    public static Dictionary<string, HashSet<string>> Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        return reader.TypeDefinitions
            .Where(handle => IsVisible(reader, handle))
            .ToDictionary(handle => TypeText.FullName(reader, handle), handle => Members(reader, handle), StringComparer.Ordinal);
    }

    private static bool IsVisible(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily => IsVisible(reader, type.GetDeclaringType()),
            _ => false,
        };
    }

    private static HashSet<string> Members(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        HashSet<string> members = new(StringComparer.Ordinal)
        {
            $"kind {Kind(reader, type)}",
            $"arity {Constraints(reader, type.GetGenericParameters())}",
        };
        members.UnionWith(type.GetMethods().Select(reader.GetMethodDefinition)
            .Where(method => IsVisible(method.Attributes)).Select(method => Method(reader, method)));
        members.UnionWith(type.GetFields().Select(reader.GetFieldDefinition)
            .Where(field => IsVisible((MethodAttributes)field.Attributes)).Select(field => Field(reader, field)));
        if (Targets(reader, type) is { } targets)
        {
            members.Add($"usage {targets}");
        }

        return members;
    }

    private static string Kind(MetadataReader reader, TypeDefinition type)
    {
        if (type.Attributes.HasFlag(TypeAttributes.Interface))
        {
            return "interface";
        }

        var isStatic = type.Attributes.HasFlag(TypeAttributes.Abstract) && type.Attributes.HasFlag(TypeAttributes.Sealed);
        return BaseName(reader, type) switch
        {
            "System.ValueType" => "struct",
            "System.Enum" => "enum",
            "System.MulticastDelegate" => "delegate",
            _ when isStatic => "static class",
            _ when type.Attributes.HasFlag(TypeAttributes.Abstract) => "abstract class",
            _ => "class",
        };
    }

    private static string? BaseName(MetadataReader reader, TypeDefinition type) =>
        type.BaseType.Kind == HandleKind.TypeReference
            ? TypeText.Provider.GetTypeFromReference(reader, (TypeReferenceHandle)type.BaseType, 0)
            : null;

    private static bool IsVisible(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask)
        is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string Method(MetadataReader reader, MethodDefinition method)
    {
        var signature = method.DecodeSignature(TypeText.Provider, null);
        var parameters = method.GetParameters().Select(reader.GetParameter)
            .Where(parameter => parameter.SequenceNumber > 0).ToDictionary(parameter => parameter.SequenceNumber);
        var texts = signature.ParameterTypes.Select((type, index) => Parameter(reader, type, parameters.GetValueOrDefault(index + 1)));
        var scope = method.Attributes.HasFlag(MethodAttributes.Static) ? "static " : "";
        return $"{scope}{signature.ReturnType} {reader.GetString(method.Name)}"
            + $"<{Constraints(reader, method.GetGenericParameters())}>({string.Join(", ", texts)})";
    }

    /// <summary>Names count: callers may pass arguments by name. Defaults count: callers may leave them out.</summary>
    private static string Parameter(MetadataReader reader, string type, Parameter parameter)
    {
        var text = $"{type} {reader.GetString(parameter.Name)}";
        return parameter.GetDefaultValue() is { IsNil: false } value ? $"{text} = {Constant(reader, value)}" : text;
    }

    private static string Field(MetadataReader reader, FieldDefinition field)
    {
        var text = $"field {field.DecodeSignature(TypeText.Provider, null)} {reader.GetString(field.Name)}";
        return field.GetDefaultValue() is { IsNil: false } value ? $"{text} = {Constant(reader, value)}" : text;
    }

    private static string Constant(MetadataReader reader, ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        return Convert.ToString(reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode), System.Globalization.CultureInfo.InvariantCulture) ?? "null";
    }

    private static string Constraints(MetadataReader reader, GenericParameterHandleCollection parameters) => string.Join(
        ", ",
        parameters.Select(reader.GetGenericParameter).Select(parameter =>
            $"{parameter.Attributes & GenericParameterAttributes.SpecialConstraintMask}:"
            + string.Join('&', parameter.GetConstraints().Select(reader.GetGenericParameterConstraint)
                .Select(constraint => Name(reader, constraint.Type)).Order(StringComparer.Ordinal))));

    private static string Name(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => TypeText.FullName(reader, (TypeDefinitionHandle)type),
        HandleKind.TypeReference => TypeText.Provider.GetTypeFromReference(reader, (TypeReferenceHandle)type, 0),
        _ => TypeText.Provider.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)type, 0),
    };

    /// <summary>What an attribute may be put on, as the bytes of its <see cref="AttributeUsageAttribute"/>.</summary>
    private static string? Targets(MetadataReader reader, TypeDefinition type) => type.GetCustomAttributes()
        .Select(reader.GetCustomAttribute)
        .Where(attribute => attribute.Constructor.Kind == HandleKind.MemberReference
            && Name(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) == typeof(AttributeUsageAttribute).FullName)
        .Select(attribute => ((AttributeTargets)reader.GetBlobReader(attribute.Value).ReadTargets()).ToString())
        .FirstOrDefault();

    private static int ReadTargets(this BlobReader blob)
    {
        blob.ReadUInt16();
        return blob.ReadInt32();
    }
}
