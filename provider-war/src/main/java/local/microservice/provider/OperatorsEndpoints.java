package local.microservice.provider;

import jakarta.ws.rs.ext.Provider;
import local.microservice.service.origin.OperatorsOnly;

/** Operators alone have what {@link PublicApi} has not. */
@Provider
public class OperatorsEndpoints extends OperatorsOnly {

  /** Made by the container. */
  public OperatorsEndpoints() {
    super(new PublicApi().getClasses());
  }
}
