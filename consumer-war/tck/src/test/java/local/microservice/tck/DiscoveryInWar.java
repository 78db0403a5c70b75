package local.microservice.tck;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.rest.client.spi.RestClientBuilderListener;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Puts this project's discovery into each WAR of the TCK where {@code tck.discovery} is true: its
 * classes, libraries and settings as they are in the consumer's WAR.
 */
public final class DiscoveryInWar implements LoadableExtension {

  @Override
  public void register(ExtensionBuilder builder) {
    if (Boolean.getBoolean("tck.discovery")) {
      builder.service(ApplicationArchiveProcessor.class, Processor.class);
    }
  }

  /** Changes each WAR before it is deployed. */
  public static final class Processor implements ApplicationArchiveProcessor {

    private static final String CLASSES = "/WEB-INF/classes/";
    private static final Pattern NEEDED_CLASSES =
        Pattern.compile(CLASSES + "(local/microservice/consumer/discovery/.+)");
    private static final String LINE_LIMIT = "local/microservice/service/log/LineLimit.class";
    private static final Pattern NEEDED_LIBRARIES =
        Pattern.compile("/WEB-INF/lib/(?!.*health|service-)(.+\\.jar)");

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
      JavaArchive jar =
          ShrinkWrap.create(JavaArchive.class, "discovery.jar")
              .addClasses(DiscoveryStart.class, StorkAddress.class)
              .addAsManifestResource(consumer.get("/WEB-INF/beans.xml").getAsset(), "beans.xml")
              .addAsManifestResource(new StringAsset(settings()), "microprofile-config.properties");
      service(jar, RestClientBuilderListener.class, "");
      // Discovery looks at the address that a client has when it is built.
      service(jar, RestClientListener.class, StorkAddress.class.getName() + "\n");
      for (Map.Entry<ArchivePath, Node> each : consumer.getContent().entrySet()) {
        var needed = NEEDED_CLASSES.matcher(each.getKey().get());
        if (needed.matches() && each.getValue().getAsset() != null) {
          jar.addAsResource(each.getValue().getAsset(), needed.group(1));
        }
      }
      jar.addAsResource(ofService(LINE_LIMIT), LINE_LIMIT);
      return jar;
    }

    /**
     * A class of the one library that the TCK's WARs cannot have whole: it would answer for them.
     */
    private Asset ofService(String name) {
      Node service =
          consumer
              .getContent(path -> path.get().startsWith("/WEB-INF/lib/service-"))
              .values()
              .iterator()
              .next();
      try (InputStream library = service.getAsset().openStream()) {
        return ShrinkWrap.create(ZipImporter.class)
            .importFrom(library)
            .as(JavaArchive.class)
            .get(name)
            .getAsset();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private void service(JavaArchive jar, Class<?> type, String first) {
      String name = "META-INF/services/" + type.getName();
      Node own = consumer.get(CLASSES + name);
      jar.addAsResource(new StringAsset(first + (own == null ? "" : text(own.getAsset()))), name);
    }

    /** The consumer's own defaults, and a service for each server that the TCK calls. */
    private String settings() {
      String defaults =
          text(consumer.get(CLASSES + "META-INF/microprofile-config.properties").getAsset())
              .lines()
              .filter(line -> line.startsWith("discovery."))
              .collect(joining("\n", "", "\n"));
      return defaults
          + """
          # The TCK counts requests, and no client of its may wait longer than it says itself.
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
      stork.%1$s-%2$s.load-balancer.type=lock-free-round-robin
      """
          .formatted(scheme, number);
    }

    private static String text(Asset asset) {
      try (InputStream stream = asset.openStream()) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
