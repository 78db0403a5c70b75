package local.microservice.elsewhere;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has every resource that Liberty finds, including the library's resource. */
@ApplicationPath("/")
public class GreetingApplication extends Application {}
