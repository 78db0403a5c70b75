package local.microservice.consumer.page.traffic;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Response;

/** A Rest Client as every application has it, without discovery. */
public interface PlainClient {

  /**
   * Asks for what its address leads to.
   *
   * @return the answer, to be closed; one with a status of 400 or above, too
   * @throws jakarta.ws.rs.ProcessingException for no answer
   */
  @GET
  Response get();
}
