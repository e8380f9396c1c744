namespace Orleans.Configuration;

/// <summary>How calls are carried inside a silo.</summary>
public class SiloMessagingOptions : MessagingOptions;
