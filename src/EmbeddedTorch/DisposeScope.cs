namespace TorchSharp;

/// <summary>
/// Frees what was made while it was open, except what was moved out or detached. Scopes nest per thread; one is disposed
/// on the thread that opened it.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? current;

    private readonly List<IDisposable?> items = [];
    private DisposeScope? outer;
    private bool disposed;

    private DisposeScope()
    {
    }

    internal static DisposeScope? Current => current;

    public int DisposablesCount => items.Count(item => item is not null);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(outer, disposable);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (Remove(disposable)) scope?.Attach(disposable);
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        Remove(disposable);
        return disposable;
    }

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope?.Forget(tensor);
            Include(tensor);
        }
        else if (!Contains(disposable))
        {
            items.Add(disposable);
        }
    }

    public bool Contains(IDisposable disposable) =>
        disposable is torch.Tensor tensor ? ReferenceEquals(tensor.OwningScope, this) : items.Contains(disposable);

    public void DisposeEverything()
    {
        // From the end, so that what an item disposes in turn may forget itself.
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (i >= items.Count || items[i] is not { } item) continue;
            items[i] = null;
            if (item is torch.Tensor tensor) tensor.OwningScope = null;
            item.Dispose();
        }
        items.Clear();
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        DisposeEverything();
        // Out of order only after an exception between nested scopes: the inner ones close with this one.
        for (var scope = current; scope is not null; scope = scope.outer)
        {
            if (!ReferenceEquals(scope, this)) continue;
            current = outer;
            break;
        }
    }

    internal static DisposeScope Open() => current = new DisposeScope { outer = current };

    internal void Include(torch.Tensor tensor)
    {
        tensor.OwningScope = this;
        tensor.ScopeSlot = items.Count;
        items.Add(tensor);
    }

    internal void Forget(torch.Tensor tensor)
    {
        tensor.OwningScope = null;
        Empty(tensor.ScopeSlot);
    }

    internal void Replace(torch.Tensor old, torch.Tensor replacement)
    {
        items[old.ScopeSlot] = replacement;
        replacement.OwningScope = this;
        replacement.ScopeSlot = old.ScopeSlot;
        old.OwningScope = null;
    }

    private bool Remove(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            if (!ReferenceEquals(tensor.OwningScope, this)) return false;
            Forget(tensor);
            return true;
        }
        var index = items.IndexOf(disposable);
        if (index < 0) return false;
        Empty(index);
        return true;
    }

    private void Empty(int slot)
    {
        items[slot] = null;
        // Temporaries go in the reverse order of their making, so a scope that stays open does not grow.
        while (items.Count > 0 && items[^1] is null) items.RemoveAt(items.Count - 1);
    }
}
