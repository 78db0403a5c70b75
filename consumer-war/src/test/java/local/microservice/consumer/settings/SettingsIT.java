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

/** The settings in the container, as Liberty's configuration has them. */
@ExtendWith(ArquillianExtension.class)
class SettingsIT {

  @Inject SettingsCheck settings;

  @Deployment
  static WebArchive war() {
    WebArchive war = ConsumerWar.shipped();
    // What answers every path would answer the path that runs this test inside the server, too.
    war.delete("/WEB-INF/classes/local/microservice/consumer/WholeApi.class");
    return war;
  }

  @Test
  void passTheCheckOfTheStart() {
    assertTrue(settings.passed());
  }
}
