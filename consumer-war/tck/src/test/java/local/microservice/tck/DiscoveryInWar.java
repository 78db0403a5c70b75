package local.microservice.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Adds discovery to each WAR of the TCK. Takes the jar and its libraries from the consumer's WAR.
 */
public final class DiscoveryInWar implements LoadableExtension {

  @Override
  public void register(ExtensionBuilder builder) {
    builder.service(ApplicationArchiveProcessor.class, Processor.class);
  }

  /** Changes each WAR before its deployment. */
  public static final class Processor implements ApplicationArchiveProcessor {

    private static final Pattern DISCOVERY = Pattern.compile("/WEB-INF/lib/discovery-.+\\.jar");

    /**
     * Leaves out the jar with this project's code for services, whose mappers would answer in place
     * of the TCK's.
     */
    private static final Pattern NEEDED_LIBRARIES =
        Pattern.compile("/WEB-INF/lib/(?!.*health|service-|discovery-)(.+\\.jar)");

    private static final String SETTINGS = "META-INF/microprofile-config.properties";

    private final WebArchive consumer =
        ShrinkWrap.createFromZipFile(
            WebArchive.class, Path.of(System.getProperty("tck.consumer")).toFile());

    @Override
    public void process(Archive<?> archive, TestClass test) {
      if (archive instanceof WebArchive war) {
        war.addAsLibrary(discovery());
        consumer.getContent().forEach((path, node) -> addLibrary(war, path.get(), node));
      }
    }

    private static void addLibrary(WebArchive war, String path, Node node) {
      var needed = NEEDED_LIBRARIES.matcher(path);
      if (needed.matches()) {
        war.addAsLibrary(node.getAsset(), needed.group(1));
      }
    }

    private JavaArchive discovery() {
      JavaArchive jar = shipped().addClass(StorkAddress.class);
      // StorkAddress comes first, because discovery reads a client's address when the client is
      // built.
      String listeners = "META-INF/services/" + RestClientListener.class.getName();
      put(jar, listeners, StorkAddress.class.getName() + "\n" + text(jar.get(listeners)));
      put(jar, SETTINGS, text(jar.get(SETTINGS)) + settings());
      return jar;
    }

    private JavaArchive shipped() {
      Node jar =
          consumer
              .getContent(path -> DISCOVERY.matcher(path.get()).matches())
              .values()
              .iterator()
              .next();
      try (InputStream library = jar.getAsset().openStream()) {
        return ShrinkWrap.create(ZipImporter.class, "discovery.jar")
            .importFrom(library)
            .as(JavaArchive.class);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private static void put(JavaArchive jar, String path, String text) {
      jar.delete(path);
      jar.addAsResource(new StringAsset(text), path);
    }

    /** Configures a service for each server that the TCK calls. */
    private static String settings() {
      return """
          # The TCK counts requests, so there are no retries.
          # Only the TCK's own timeouts may end a call.
          discovery.retries=0
          discovery.call-timeout=3600000
          """
          + service("http", "wiremock.server.port")
          + service("http", "sse.server.port")
          + service("http", "tck.unused.port")
          + service("http", "org.eclipse.microprofile.rest.client.ssl.port")
          + service("https", "org.eclipse.microprofile.rest.client.ssl.port");
    }

    private static String service(String scheme, String port) {
      String number = System.getProperty(port);
      return """
      stork.%1$s-%2$s.service-discovery.type=addresses
      stork.%1$s-%2$s.service-discovery.addresses=%1$s://localhost:%2$s
      """
          .formatted(scheme, number);
    }

    private static String text(Node file) {
      try (InputStream stream = file.getAsset().openStream()) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
