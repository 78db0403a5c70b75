package local.microservice.consumer;

import jakarta.ws.rs.ext.Provider;
import local.microservice.service.origin.OperatorsOnly;

/** Restricts to operators everything that is not in {@link PublicApi}. */
@Provider
public class OperatorsEndpoints extends OperatorsOnly {

  /** The container calls this. */
  public OperatorsEndpoints() {
    super(new PublicApi().getClasses());
  }
}
