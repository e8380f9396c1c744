using Federated.Silo.Hosting;

return await SiloHost.Run(args);
