package local.microservice.consumer.contract;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** An ordinary Rest Client for a host name with three addresses. */
@RegisterRestClient(configKey = "plain")
public interface PlainClient {

  @GET
  @Path("/data")
  String get();

  @POST
  @Path("/data")
  String post(Order order);

  /** A request body. */
  record Order(String item, int pieces) {}
}
