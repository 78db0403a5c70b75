package local.microservice.provider;

import jakarta.ws.rs.ext.Provider;
import local.microservice.service.origin.OperatorsOnly;

/** Keeps other sites from the endpoints that {@link PublicApi} does not have. */
@Provider
public class OperatorsEndpoints extends OperatorsOnly {

  /** The container makes the feature. */
  public OperatorsEndpoints() {
    super(new PublicApi().getClasses());
  }
}
