namespace Orleans.Configuration;

/// <summary>The names of the service and the cluster.</summary>
public class ClusterOptions
{
    /// <summary>The cluster, renewed with a deployment. "default" unless set.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The service, stable for ever: stored rows carry it. "default" unless set.</summary>
    public string ServiceId { get; set; } = "default";
}
