package local.microservice.discovery.simulation;

import java.io.IOException;
import local.microservice.discovery.http.Answer;

/** What a caller calls a service by. */
@FunctionalInterface
interface Client {

  Answer send(SimulatedCall call) throws IOException;
}
