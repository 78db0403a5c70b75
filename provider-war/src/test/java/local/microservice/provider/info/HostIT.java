package local.microservice.provider.info;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bean in the container, with the values that Liberty injects. */
@ExtendWith(ArquillianExtension.class)
class HostIT {

  @Inject Host host;
  @Inject Config config;

  @Deployment
  static WebArchive war() {
    return ShrinkWrap.create(WebArchive.class, "host.war")
        .addClass(Host.class)
        .addAsResource("META-INF/microprofile-config.properties")
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  @Test
  void hasTheNameThatTheEnvironmentGives() {
    assertEquals(config.getValue("HOSTNAME", String.class), host.name());
    assertEquals("provider-1", host.name());
  }
}
