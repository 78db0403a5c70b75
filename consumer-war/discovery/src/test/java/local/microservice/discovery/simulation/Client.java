package local.microservice.discovery.simulation;

import java.io.IOException;
import local.microservice.discovery.http.Answer;

/** Sends the callers' calls to a service. */
@FunctionalInterface
interface Client {

  Answer send(SimulatedCall call) throws IOException;
}
