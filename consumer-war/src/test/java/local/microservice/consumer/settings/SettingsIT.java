package local.microservice.consumer.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import local.microservice.consumer.discovery.ServiceAddress;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The settings in the container, as Liberty's configuration has them. */
@ExtendWith(ArquillianExtension.class)
class SettingsIT {

  @Inject SettingsCheck settings;

  @Deployment
  static WebArchive war() {
    return ShrinkWrap.create(WebArchive.class, "settings.war")
        .addClasses(SettingsCheck.class, Setting.class, ServiceAddress.class)
        .addAsResource("META-INF/microprofile-config.properties")
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  @Test
  void passTheCheckOfTheStart() {
    assertTrue(settings.passed());
  }
}
