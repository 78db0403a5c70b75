package local.microservice.consumer.contract;

import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The same for a service that is found by discovery. */
@RegisterRestClient(configKey = "provider")
public interface BalancedClient extends PlainClient {}
