package local.microservice.consumer.contract;

import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The same client for a service that discovery finds. */
@RegisterRestClient(configKey = "provider")
public interface BalancedClient extends PlainClient {}
