namespace Federated.Silo.Api.Access;

/// <summary>The HTTPS listeners of a silo.</summary>
[Flags]
public enum Listeners
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Demands a client certificate of the federation at the TLS handshake.</summary>
    Node = 1,

    /// <summary>Takes a client certificate of the federation if there is one.</summary>
    Console = 2,

    /// <summary>Both.</summary>
    Both = Node | Console,
}
