package local.microservice.elsewhere;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has every resource that is found, that of the library among them. */
@ApplicationPath("/")
public class GreetingApplication extends Application {}
