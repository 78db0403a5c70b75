package local.microservice.consumer.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import local.microservice.consumer.ConsumerWar;
import local.microservice.service.settings.SettingsCheck;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The check of the settings, in the container with Liberty's configuration. */
@ExtendWith(ArquillianExtension.class)
class SettingsIT {

  @Inject SettingsCheck settings;

  @Deployment
  static WebArchive war() {
    WebArchive war = ConsumerWar.shipped();
    // WholeApi answers every path, even the path by which Arquillian runs this test in the server.
    war.delete("/WEB-INF/classes/local/microservice/consumer/WholeApi.class");
    return war;
  }

  @Test
  void passTheCheckOfTheStart() {
    assertTrue(settings.passed());
  }
}
