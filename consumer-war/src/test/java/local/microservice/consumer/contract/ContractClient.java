package local.microservice.consumer.contract;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.ext.ClientHeadersFactory;

/** A Rest Client that uses many features. */
@Path("/things")
@RegisterClientHeaders(ContractClient.Headers.class)
public interface ContractClient extends AutoCloseable {

  /** A request body. */
  record Thing(String name, int pieces) {}

  /** Adds a header field to those of the method. */
  class Headers implements ClientHeadersFactory {
    @Override
    public MultivaluedMap<String, String> update(
        MultivaluedMap<String, String> incoming, MultivaluedMap<String, String> outgoing) {
      MultivaluedMap<String, String> headers = new MultivaluedHashMap<>(outgoing);
      headers.add("X-Factory", "made");
      return headers;
    }
  }

  @GET
  @Path("/text")
  @Produces(MediaType.TEXT_PLAIN)
  String text();

  @GET
  @Path("/text")
  @ClientHeaderParam(name = "X-Fixed", value = "fixed")
  @ClientHeaderParam(name = "X-Computed", value = "{computed}")
  String headers(@HeaderParam("X-Given") String given);

  default String computed() {
    return "computed";
  }

  @GET
  @Path("/text")
  String query(@QueryParam("q") List<String> values);

  @POST
  @Path("/echo")
  Thing echo(Thing thing);

  @PUT
  @Path("/echo")
  @Consumes(MediaType.TEXT_PLAIN)
  @Produces(MediaType.TEXT_PLAIN)
  String put(String text);

  @DELETE
  @Path("/text")
  Response delete();

  @POST
  @Path("/echo")
  @Consumes("unknown/type")
  String unwritable(Thing thing);

  @POST
  @Path("/echo")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Produces(MediaType.MULTIPART_FORM_DATA)
  InputStream multipart(List<EntityPart> parts);

  @GET
  @Path("/status/{status}")
  Response status(@PathParam("status") int status);

  @GET
  @Path("/status/{status}")
  String textOfStatus(@PathParam("status") int status);

  @HEAD
  @Path("/text")
  Response head();

  @GET
  @Path("/untyped")
  Response untyped();

  @GET
  @Path("/empty")
  Response empty();

  @GET
  @Path("/slow")
  String slow();

  @GET
  @Path("/redirect")
  Response redirect();

  @GET
  @Path("/text")
  InputStream stream();

  @GET
  @Path("/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  InputStream events();

  @GET
  @Path("/text")
  CompletionStage<String> later();

  @GET
  @Path("/slow")
  CompletionStage<String> slowLater();

  @GET
  @Path("/text")
  @Produces(MediaType.TEXT_PLAIN)
  Optional<String> maybe();

  @GET
  @Path("/tls")
  String tls();
}
