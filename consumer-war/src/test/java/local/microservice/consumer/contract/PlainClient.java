package local.microservice.consumer.contract;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A Rest Client as everyone writes it, for a name that has three addresses. */
@RegisterRestClient(configKey = "plain")
public interface PlainClient {

  @GET
  @Path("/data")
  String get();

  @POST
  @Path("/data")
  String post(Order order);

  /** A body. */
  record Order(String item, int pieces) {}
}
