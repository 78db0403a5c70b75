package local.microservice.consumer;

import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The consumer's WAR, for a test to deploy. */
public final class ConsumerWar {

  /** The property with the name of the server that this JVM's tests deploy to. */
  static final String SERVER = "test.server";

  private ConsumerWar() {}

  /** The folder of the server that this JVM's tests deploy to. */
  public static Path server() {
    return Path.of("target", "liberty", "servers", System.getProperty(SERVER));
  }

  /** The consumer's WAR without changes. */
  public static WebArchive shipped() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, Path.of("target", "consumer-war.war").toFile());
  }

  /**
   * The consumer's WAR with more settings, one a line. They override the WAR's own settings and the
   * environment.
   */
  public static WebArchive with(String settings) {
    return shipped()
        .addAsLibrary(
            ShrinkWrap.create(JavaArchive.class, "settings.jar")
                .addAsManifestResource(
                    new StringAsset("config_ordinal=450\n" + settings),
                    "microprofile-config.properties"));
  }
}
