using System.Net;
using System.Net.Sockets;

namespace Federated.ClientNode.Tests.Support;

/// <summary>
/// A line between a client and a server on this machine that breaks where a test wants it to: every connection carries so many bytes each
/// way and is then cut. It counts what has passed.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private readonly HashSet<Socket> _open = [];
    private long _up;
    private long _down;
    private int _cuts;
    private int _connections;

    /// <param name="target">The server's address.</param>
    public CuttingProxy(Uri target)
    {
        _target = target.Port;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>The address that clients call.</summary>
    public string Url => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Bytes from client to server that the next connection carries.</summary>
    public long UpLimit { get; set; } = long.MaxValue;

    /// <summary>Bytes from server to client that the next connection carries.</summary>
    public long DownLimit { get; set; } = long.MaxValue;

    /// <summary>True to reset the connection, as a killed process with unread bytes does; else it is closed.</summary>
    public bool Reset { get; set; }

    /// <summary>Bytes that went from clients to the server.</summary>
    public long Up => Interlocked.Read(ref _up);

    /// <summary>Bytes that went from the server to clients.</summary>
    public long Down => Interlocked.Read(ref _down);

    /// <summary>Connections that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Connections that were made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Cuts the connections that there are.</summary>
    public void Cut()
    {
        lock (_open)
        {
            foreach (var socket in _open)
                Break(socket, Reset);
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                carried.Add(Carry(client, UpLimit, DownLimit, Reset));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(carried);
        }
    }

    private async Task Carry(Socket client, long upLimit, long downLimit, bool reset)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_open)
            _open.Add(client);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            var (up, down) = (Pump(client, server, upLimit, bytes => Interlocked.Add(ref _up, bytes)), Pump(server, client, downLimit, bytes => Interlocked.Add(ref _down, bytes)));
            await Task.WhenAny(up, down);
            if (up.IsCompletedSuccessfully && up.Result || down.IsCompletedSuccessfully && down.Result)
            {
                Interlocked.Increment(ref _cuts);
                await Deliver(server);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server is not there, or the test is over: the client sees a closed connection.
        }
        finally
        {
            lock (_open)
                _open.Remove(client);
            Break(client, reset);
        }
    }

    // What was carried arrives, also when the line breaks right after it.
    private async Task Deliver(Socket server)
    {
        try
        {
            server.Shutdown(SocketShutdown.Send);
            var buffer = new byte[1 << 14];
            while (await server.ReceiveAsync(buffer, SocketFlags.None, _stop.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // It is closed already.
        }
    }

    private static void Break(Socket socket, bool reset)
    {
        try
        {
            if (reset)
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    /// <summary>True when the limit was reached, false when the other side ended.</summary>
    private async Task<bool> Pump(Socket from, Socket to, long limit, Action<int> count)
    {
        var buffer = new byte[1 << 14];
        for (var left = limit; left > 0;)
        {
            int read;
            try
            {
                read = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), SocketFlags.None, _stop.Token);
                if (read == 0)
                    return false;
                await to.SendAsync(buffer.AsMemory(0, read), SocketFlags.None, _stop.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return false;
            }

            count(read);
            left -= read;
        }

        return true;
    }
}
