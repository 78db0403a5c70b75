import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * Makes a copy of this project that is somebody's own. All checks come before the first file is written, so an error leaves
 * nothing behind.
 */
public class Setup {

  private static final String USAGE =
      """
      java .github/Setup.java FOLDER --package PACKAGE [--name NAME] [--host HOST] [--second SERVICE] [--without PART,PART]

      Copies this project into FOLDER, which must be new or empty, under names of your own. Run it in the root of the clone.

        FOLDER     for example ../shop
        --package  the Java package, which is also Maven's group id: com.example.shop
        --name     the project's name: letters, digits and hyphens. Without it, the name of FOLDER
        --host     the host of the Ingress: shop.example.com. Without it, NAME.local
        --second   a second service that the consumer finds and calls: pricing. Until it has an image of its own, the provider's plays it
        --without  the parts that the copy does not have, separated by commas:
      """
          + Arrays.stream(Part.values())
              .filter(Part::isOptional)
              .map(part -> "             %-11s %s%n".formatted(part, part.what))
              .collect(Collectors.joining());

  // Where the files of the table below are.
  private static final String DOCS = ".github/";
  private static final String PROVIDER = "provider-war/src/main/java/local/microservice/provider/";
  private static final String PROVIDER_TESTS = "provider-war/src/test/java/local/microservice/provider/";
  private static final String CONSUMER = "consumer-war/src/main/java/local/microservice/consumer/";
  private static final String CONSUMER_TESTS = "consumer-war/src/test/java/local/microservice/consumer/";
  private static final String PAGE_FILES = "consumer-war/src/main/webapp/WEB-INF/page/";
  private static final String SERVICE = "liberty-config/service/src/main/java/local/microservice/service/";
  private static final String TESTS = "liberty-config/src/test/java/local/microservice/";
  private static final String START = CONSUMER + "settings/DiscoveryStart.java";
  private static final String PODS = "kubernetes/consumer.yaml";
  private static final String CONTRIBUTING = DOCS + "CONTRIBUTING.md";
  private static final String SECURITY = DOCS + "SECURITY.md";

  /**
   * What a copy can be without. A part has whole files and folders, and changes to files that others share. Where whole lines
   * of a shared file belong to a part, marks can stand around them instead: see {@link #MARK}. A line of the copy that still
   * has a trace of a part is an error, and so is an entry that finds nothing.
   */
  private enum Part {
    TEMPLATE(
        "what is about this project and not about its copies",
        "MAKE_IT_YOURS|Setup\\.java|SetupIT|checks/readme|\\.ci/measures|README\\.zh-CN|\\.github/pictures",
        List.of(
            "README.md",
            "README.zh-CN.md",
            "provider-war/README.zh-CN.md",
            "consumer-war/README.zh-CN.md",
            "consumer-war/discovery/README.zh-CN.md",
            "liberty-config/README.zh-CN.md",
            "kubernetes/README.zh-CN.md",
            "kubernetes/monitoring/README.zh-CN.md",
            DOCS + "MAKE_IT_YOURS.md",
            DOCS + "MAKE_IT_YOURS.zh-CN.md",
            DOCS + "Setup.java",
            DOCS + "pictures/",
            TESTS + "repository/SetupIT.java",
            ".ci/checks/readme",
            ".ci/measures/",
            ".ci/serves/servers.py"),
        line(".ci/run", "^ *\\.ci/checks/readme dev"),
        edit(".ci/run", "\\.ci/checks/readme yours && ", ""),
        line(DOCS + "workflows/build.yml", "checks/readme"),
        line(CONTRIBUTING, "^\\| `\\.ci/(checks/readme|measures)"),
        edit(CONTRIBUTING, "; those in `\\.ci/measures` need JDK 25 and `wrk`", ""),
        edit(CONTRIBUTING, "; while the README's ports.*? anew", ""),
        edit(CONTRIBUTING, "^- a \\[copy]\\(MAKE_IT_YOURS\\.md\\)(.|\n)*?;\n", ""),
        edit(CONTRIBUTING, "`\\.ci/measures/options` prints this", "This was measured"),
        edit(CONTRIBUTING, ", what measures, and", ", and"),
        edit(CONTRIBUTING, " documents it, and changes together with its translation `README\\.zh-CN\\.md`", " documents it"),
        edit(CONTRIBUTING, "machines, the tests and `\\.ci/measures/figures` have", "machines and the tests have"),
        edit("pom.xml", " The README and the consumer's page show those in \\.github/pictures\\.", ""),
        edit("consumer-war/README.md", "(?s)<picture>.*?</picture>\n\n", ""),
        edit("consumer-war/README.md", ";\\s`\\.ci/measures/figures` prints it", ""),
        edit("consumer-war/discovery/README.md", "; `\\.ci/measures/figures` prints it as a table", ""),
        section("liberty-config/README.md", "How fast"),
        section("kubernetes/monitoring/README.md", "What it costs")),

    PAGE(
        "the live page of discovery: /discovery/ in a browser",
        "consumer[./]page\\b|WEB-INF/page|PageResource|LivePage|\\bPage(Stream|Traffic)?IT|Page(Host|State|Stream)\\b|[Tt]raffic(Resource|\\.provider)"
            + "|[Ll]ive page",
        List.of(
            CONSUMER + "page/",
            CONSUMER_TESTS + "page/",
            PAGE_FILES,
            TESTS + "liberty/PageIT.java",
            TESTS + "liberty/PageStream.java",
            TESTS + "liberty/PageStreamIT.java",
            TESTS + "liberty/SharedDevServer.java",
            TESTS + "liberty/PageTrafficIT.java",
            TESTS + "liberty/LivePageIT.java",
            TESTS + "liberty/LivePageSizeIT.java",
            TESTS + "liberty/LivePageStoryIT.java",
            TESTS + "liberty/LivePageUseIT.java",
            TESTS + "liberty/LivePageZonesIT.java",
            TESTS + "liberty/Animation.java",
            TESTS + "liberty/PageHost.java",
            TESTS + "liberty/PageState.java"),
        edit(TESTS + "wars/PackagesTest.java", "(?s) *entry\\(\\s*\"consumer\\.page\".*?METRICS\\)\\),\n", ""),
        line("consumer-war/src/main/resources/META-INF/microprofile-config.properties", "scan\\.exclude\\.packages"),
        edit(TESTS + "liberty/DevServerIT.java", ", \"/discovery/(stream|faults)\"", ""),
        section("consumer-war/README.md", "The live page"),
        line("consumer-war/README.md", "^\\| `traffic-started`"),
        edit("consumer-war/README.md", "`/discovery` and the live page say why", "`/discovery` says why"),
        edit("consumer-war/README.md", ", and the live page has no buttons for it", ""),
        edit("provider-war/README.md", " The buttons of the\n\\[live page\\].*?each step\\.", ""),
        edit("liberty-config/README.md", ", and the consumer's live page has buttons for it", ""),
        edit("kubernetes/README.md", ", and its live page to <http[^>]*>", ""),
        line(CONTRIBUTING, "^\\| consumer `page[`.]"),
        edit(CONTRIBUTING, "the live page and the OpenAPI page", "the OpenAPI page"),
        edit(CONTRIBUTING, "fetch, live page, health", "fetch, health"),
        edit(CONTRIBUTING, "`/discovery`, the live page and", "`/discovery` and"),
        edit(DOCS + "DEPENDENCIES.md", "the live page in Chromium, and whether everyone can use it", "the OpenAPI page in Chromium"),
        edit(SECURITY, "^- Whoever reaches the live page(.|\n)*?`\n(?=- )", ""),
        edit(SECURITY, ",\\s+`PageIT\\.[^`]*`", "")),

    FAULTS(
        "/faults, which makes an instance fail or slow for a demonstration",
        "FAULTS_ENABLED|hasFaults|/faults|\\bFaults(Resource|Filter|IT|EnabledIT|PassedOnIT|InForce)\\b|\\bFault(Buttons|Steps)\\b|DelayFilter|FaultTest|data-fault"
            + "|faults\\?|provider[./]faults",
        List.of(
            PROVIDER + "faults/",
            PROVIDER_TESTS + "faults/",
            PROVIDER_TESTS + "FaultsIT.java",
            CONSUMER + "page/faults/",
            CONSUMER_TESTS + "page/faults/",
            PAGE_FILES + "faults.js",
            TESTS + "liberty/LivePageStoryIT.java",
            TESTS + "liberty/Animation.java",
            TESTS + "liberty/FaultsEnabledIT.java"),
        edit(PROVIDER + "PublicApi.java", ", FaultsFilter\\.class", ""),
        edit("provider-war/src/main/resources/META-INF/microprofile-config.properties", ",[\\w.]*FaultsResource", ""),
        edit(SERVICE + "settings/ServiceSettings.java", ", FAULTS_ENABLED\\)", ")"),
        line("docker-compose.yml", "FAULTS_ENABLED"),
        edit("kubernetes/ingress.yaml", ", /faults", ""),
        edit(CONSUMER + "overload/ConcurrencyLimit.java", "\\(\\?!faults\\\\\\\\b\\)", ""),
        edit(CONSUMER + "overload/ConcurrencyLimit.java", " The switch\n.*\n.*\n", "\n   */\n"),
        line(CONSUMER_TESTS + "overload/ConcurrencyLimitTest.java", "/discovery/faults"),
        line(TESTS + "wars/PackagesTest.java", "\"provider\\.faults\""),
        line(TESTS + "wars/PackagesTest.java", "\"consumer\\.page\\.faults\""),
        edit(TESTS + "liberty/BadSettingIT.java", "(?s), \"FAULTS_ENABLED\", \"\"(.*?65535); \"\n.*?\\);", ", \"LOG_LEVEL\", \"\"$1; \"\n"
            + "            + \"LOG_LEVEL is '', but must be debug, info, warn or error\");"),
        edit(TESTS + "liberty/DevServerIT.java", ", \"/(discovery/)?faults\"", ""),
        edit(TESTS + "liberty/DevServerIT.java", "/faults\", \"localhost", "/data\", \"localhost"),
        edit(TESTS + "liberty/FloodIT.java", ",\\s*\"FAULTS_ENABLED\",\\s*\"true\"", ""),
        edit(TESTS + "liberty/LibertyServer.java", ", \"FAULTS_ENABLED\"", ""),
        edit(TESTS + "compose/ComposeIT.java", ",\\s*\"FAULTS_ENABLED\",\\s*\"true\"", ""),
        edit(TESTS + "hostile/Services.java", "\"FAULTS_ENABLED\",\\s*\"true\",\\s*", ""),
        edit(TESTS + "hostile/ProxyIT.java", ", \"/?faults\"", ""),
        line(TESTS + "kubernetes/AppliedIT.java", "\"/(\\{}/)?faults\""),
        line(TESTS + "liberty/PageState.java", "\"faults\""),
        line(TESTS + "liberty/PageIT.java", "/discovery/faults\\?instance=x"),
        section("provider-war/README.md", "Faults"),
        edit("provider-war/README.md", "(?m)^\\| 400, 415 \\|.*\n", ""),
        line("consumer-war/README.md", "^\\| `/faults` answers"),
        edit("consumer-war/README.md", ", `fault-set`, `fault-removed`", ""),
        edit("consumer-war/README.md", ", `Make it fail`, `Heal it`", ""),
        edit("consumer-war/README.md", "\\| three steps \\|", "| one step |"),
        line("consumer-war/README.md", "/discovery/faults"),
        line("liberty-config/README.md", "^(\\||-) `FAULTS_ENABLED`"),
        edit("liberty-config/README.md", ", `FAULTS_ENABLED` \\| `compose`, `info`, `false`", " | `compose`, `info`"),
        edit("kubernetes/README.md", ", `/faults` and the probes", " and the probes"),
        line("kubernetes/monitoring/README.md", "/faults"),
        line(CONTRIBUTING, "^\\| (provider `faults`|consumer `page.faults`|`DelayFilter`)"),
        edit(CONTRIBUTING, "info, data, faults, health", "info, data, health"),
        edit(CONTRIBUTING, "its `traffic`, `faults`", "its `traffic`"),
        line(SECURITY, "^- `/faults` is not there"),
        edit(SECURITY, ", `/faults` and the probes", " and the probes"),
        edit(SECURITY, ",\\s+`FaultsIT\\.[^`]*`", ""),
        edit(SECURITY, "has `FAULTS_ENABLED` too, and is", "is")),

    MONITORING(
        "kubernetes/monitoring: alerts, traces to a collector, and the tests with Prometheus. The services keep their metrics",
        "kubernetes/monitoring|PrometheusIT|promtool|-Dtests=\\S*monitoring|\"monitoring\"",
        List.of(
            "kubernetes/monitoring/",
            TESTS + "liberty/PrometheusIT.java",
            TESTS + "kubernetes/ObservedIT.java",
            TESTS + "kubernetes/OtherNamespace.java",
            TESTS + "kubernetes/TraceCollector.java"),
        edit("pom.xml", "\\|monitoring(?=\\|outages<)", ""),
        edit(".ci/run", ",monitoring$", ""),
        edit(".ci/checks/manifests", " kubernetes/monitoring/traces\\.yaml", ""),
        line(CONTRIBUTING, "-Dtests=monitoring"));

    final String what;
    final Pattern trace;
    final List<String> files;
    final List<Edit> edits;

    Part(String what, String trace, List<String> files, Edit... edits) {
      this.what = what;
      this.trace = Pattern.compile(trace);
      this.files = files;
      this.edits = List.of(edits);
    }

    boolean isOptional() {
      return this != TEMPLATE;
    }

    static boolean isNamed(String name) {
      return Arrays.stream(values()).anyMatch(part -> part.isOptional() && part.toString().equals(name));
    }

    static Part named(String name) {
      return Arrays.stream(values())
          .filter(part -> part.toString().equals(name))
          .findFirst()
          .orElseThrow(() -> new Refusal("a mark names a part '" + name + "', which is not there"));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A change to a file: what is found, wherever it stands, is replaced. */
  private record Edit(String file, Pattern found, String replacement) {}

  private static Edit edit(String file, String found, String replacement) {
    return new Edit(file, Pattern.compile(found, Pattern.MULTILINE), replacement);
  }

  /** Removes each line that has this. */
  private static Edit line(String file, String found) {
    return edit(file, (found.startsWith("^") ? found : "^.*(?:" + found + ")") + ".*\n", "");
  }

  /** Removes a section of a page. */
  private static Edit section(String file, String heading) {
    return edit(file, "(?s)^## " + heading + "\n.*?(?=^## |\\z)", "");
  }

  /** What a second service adds to the copy. Its words stand for those of the service's name: see {@link #SECOND_NAME}. */
  private static final Map<String, String> SECOND_FILES =
      Map.of(CONSUMER + "offers/PricingClient.java", """
          package local.microservice.consumer.offers;

          import jakarta.ws.rs.GET;
          import jakarta.ws.rs.Path;
          import jakarta.ws.rs.Produces;
          import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

          /** The API of pricing, as far as this service uses it. */
          @RegisterRestClient(configKey = "pricing")
          @Produces("application/json")
          public interface PricingClient {

            /**
             * What pricing answers.
             *
             * @param message the greeting
             * @param source the machine, container or pod that answered
             */
            record PricingData(String message, String source) {}

            /** {@return what pricing answers} */
            @GET
            @Path("/data")
            PricingData data();
          }
          """,
          CONSUMER + "offers/GuardedPricing.java", """
          package local.microservice.consumer.offers;

          import jakarta.enterprise.context.ApplicationScoped;
          import jakarta.inject.Inject;
          import jakarta.ws.rs.ClientErrorException;
          import org.eclipse.microprofile.faulttolerance.Bulkhead;
          import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
          import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
          import org.eclipse.microprofile.rest.client.inject.RestClient;

          /** Calls pricing through a circuit breaker and a bulkhead. Thread-safe. */
          @ApplicationScoped
          public class GuardedPricing {

            @Inject @RestClient PricingClient client;

            /** {@return what pricing answers} */
            @CircuitBreaker(skipOn = {ClientErrorException.class, BulkheadException.class})
            @Bulkhead(16)
            public PricingClient.PricingData data() {
              return client.data();
            }
          }
          """,
          CONSUMER + "offers/PricingResource.java", """
          package local.microservice.consumer.offers;

          import jakarta.enterprise.context.ApplicationScoped;
          import jakarta.inject.Inject;
          import jakarta.ws.rs.GET;
          import jakarta.ws.rs.Path;
          import jakarta.ws.rs.Produces;
          import local.microservice.consumer.problem.ServiceProblem;

          /** Passes on what pricing answers. */
          @ApplicationScoped
          @Path("/pricing")
          @Produces("application/json")
          public class PricingResource {

            @Inject GuardedPricing guarded;

            /** {@return what pricing answers} */
            @GET
            public PricingClient.PricingData data() {
              try {
                return guarded.data();
              } catch (RuntimeException failure) {
                throw ServiceProblem.of("pricing", failure);
              }
            }
          }
          """);

  private static final List<Edit> SECOND_EDITS =
      List.of(
          edit(
              "consumer-war/src/main/resources/META-INF/microprofile-config.properties",
              "(?=\nmp\\.openapi\\.extensions\\.smallrye\\.info\\.title)",
              """

              # On the development server, two instances of the provider stand for pricing.
              PRICING_SERVICE=http://localhost:\\${provider.port.2},http://localhost:\\${provider.port.3}
              pricing/mp-rest/uri=stork://pricing
              stork.pricing.service-discovery.type=addresses
              stork.pricing.service-discovery.addresses=\\${PRICING_SERVICE}
              stork.pricing.load-balancer.type=lock-free-round-robin
              discovery.pricing.call-timeout=1000
              # part: page
              traffic.pricing.path=/pricing
              traffic.pricing.plain=/data
              # end of part
              """),
          edit(CONSUMER + "PublicApi.java", "^import .*FetchResource;\n", "$0import local.microservice.consumer.offers.PricingResource;\n"),
          edit(CONSUMER + "PublicApi.java", "FetchResource\\.class", "$0, PricingResource.class"),
          edit(START, "(?s)(  private .*?)PROVIDER_SERVICE(.*?\")PROVIDER_SERVICE(.*?;\n)", "$0\n$1PRICING_SERVICE$2PRICING_SERVICE$3"),
          edit(START, "List\\.of\\(PROVIDER_SERVICE", "$0, PRICING_SERVICE"),
          edit("docker-compose.yml", "^( +)PROVIDER_SERVICE: http://provider:8080\n", "$0$1PRICING_SERVICE: http://pricing:8080\n"),
          edit(
              "docker-compose.yml",
              "(?=\n  consumer:\n)",
              """

                pricing:
                  <<: *service
                  image: service-provider:v1
                  depends_on: [provider]
                  environment: *provider-environment
                  deploy:
                    replicas: 2
                    resources: *resources
              """),
          // A copy of provider.yaml.
          edit("kubernetes/pricing.yaml", "(?<!image: service-)provider", "pricing"),
          edit("kubernetes/pricing.yaml", "\\A# .*", "# The second service that the consumer calls. Put its image in the place of the provider's."),
          edit(PODS, "^  PROVIDER_SERVICE: http://provider-.*\n", "$0  PRICING_SERVICE: http://pricing-headless:8080\n"),
          edit(PODS, "^( +- key: )PROVIDER_SERVICE(\n +path: )PROVIDER_SERVICE\n", "$0$1PRICING_SERVICE$2PRICING_SERVICE\n"),
          edit(PODS, "( +- podSelector:\n +matchLabels:\n +app.kubernetes.io/name: )provider(\n.*\n)", "$0$1pricing$2"),
          edit(CONTRIBUTING, "^\\| consumer `fetch` .*\n", "$0| consumer `offers` | `GET /pricing`, the client of `pricing` | `problem`, service `problem` |\n"),
          edit(TESTS + "wars/PackagesTest.java", "(entry\\(\"consumer\\.)problem(\", Set\\.of\\(\").*", "$1offers$2consumer.problem\", \"service.problem\")),\n$0"),
          edit(TESTS + "liberty/LibertyServer.java", "\"ENVIRONMENT\", \"PROVIDER_SERVICE\"", "$0, \"PRICING_SERVICE\""),
          edit(TESTS + "liberty/BadSettingIT.java", "^.*PROVIDER_SERVICE, '',\",\n", "$0    \"consumer, PRICING_SERVICE, '',\",\n"),
          edit(TESTS + "liberty/OpenApiPageIT.java", "^.*/consumer/fetch, success\",\n", "$0    \"/consumer/pricing, source\",\n"),
          edit(TESTS + "liberty/DevServerIT.java", "^.*/openapi, /consumer/fetch:\",\n", "$0    \"/openapi, /consumer/pricing:\",\n"),
          edit(
              TESTS + "liberty/DevServerIT.java",
              "(?=^  @Test\n  void tellsWhichOfTheThreeAnswers)",
              """
                @Test
                void passesOnWhatPricingAnswers() throws Exception {
                  dev.server().awaitAnswer(dev.consumer() + "/pricing");
                  assertThat(get(dev.consumer() + "/pricing").body()).contains("source");
                }

              """));

  /** What a second service cannot be, without hyphens: names, paths, packages and settings of the copy, and words of YAML. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "provider(entry)?|consumer|fetch|data|info|faults|health|metrics|openapi|page|overload|problem|settings|discovery.*"
              + "|retrybudget|ejection|connections|on|off|yes|no|y|n");

  /** {@code // part: page, faults} begins lines that are removed with either part; {@code // end of part} ends them. */
  private static final Pattern MARK =
      Pattern.compile("\\s*(?://|#|/\\*|<!--) (?:part: (?<parts>[\\w, ]+?)|end of part)(?: \\*/| -->)?");

  private static final Pattern IMPORT =
      Pattern.compile("import (?:static )?local\\.microservice\\.([\\w.]*?\\b[A-Z]\\w*).*;");

  private static final Pattern OLD_NAME =
      Pattern.compile("\\b(local\\.microservice|local/microservice|microservice\\.local)\\b|microservice-discovery");

  /** The name of a second service in {@link #SECOND_FILES}, for classes and variables too, and the package of its client. */
  private static final Pattern SECOND_NAME = Pattern.compile("pricing|Pricing|PRICING|offers");

  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(([^)\\s]+)\\)");

  /** Says what is wrong with the command or with the table. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  private final Path folder;
  private final String name;
  private final String packageName;
  private final String host;
  private final Set<Part> without;

  /** The name of the second service; null without one. */
  private final String second;

  /** The text of each file by its path, with slashes. */
  private final Map<String, String> texts = new TreeMap<>();

  private final Map<String, byte[]> binaries = new TreeMap<>();
  private final Set<String> commands = new HashSet<>();

  public static void main(String... arguments) throws InterruptedException {
    if (arguments.length == 0 || List.of(arguments).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    try {
      new Setup(arguments).make();
    } catch (Refusal refusal) {
      System.err.println("Setup: " + refusal.getMessage() + "\nFor help: java .github/Setup.java --help");
      System.exit(2);
    } catch (IOException failure) {
      System.err.println("Setup: a file cannot be read or written: " + failure);
      System.exit(1);
    }
  }

  private Setup(String... arguments) {
    Map<String, String> options = new HashMap<>();
    List<String> folders = new ArrayList<>();
    for (int at = 0; at < arguments.length; at++) {
      String argument = arguments[at];
      if (!argument.startsWith("-")) {
        folders.add(argument);
      } else if (!Set.of("--package", "--name", "--host", "--second", "--without").contains(argument)) {
        throw new Refusal("there is no option " + argument);
      } else if (++at == arguments.length || arguments[at].startsWith("-")) {
        throw new Refusal(argument + " needs a value");
      } else if (options.put(argument, arguments[at]) != null) {
        throw new Refusal(argument + " stands there twice");
      }
      // PowerShell makes two arguments of page,faults.
      while (argument.equals("--without") && at + 1 < arguments.length && Part.isNamed(arguments[at + 1])) {
        options.merge(argument, arguments[++at], (parts, part) -> parts + "," + part);
      }
    }
    if (folders.size() != 1) {
      throw new Refusal(folders.isEmpty() ? "FOLDER is missing" : "more than one folder: " + String.join(", ", folders));
    }
    if (!options.containsKey("--package")) {
      throw new Refusal("--package is missing");
    }
    folder = Path.of(folders.get(0)).toAbsolutePath().normalize();
    name = options.getOrDefault("--name", String.valueOf(folder.getFileName()));
    packageName = options.get("--package");
    host = options.getOrDefault("--host", name + ".local");
    second = options.get("--second");
    without = EnumSet.of(Part.TEMPLATE);
    if (options.containsKey("--without")) {
      for (String part : options.get("--without").split(",")) {
        if (!Part.isNamed(part)) {
          throw new Refusal("there is no part '" + part + "'");
        }
        without.add(Part.named(part));
      }
    }
    check();
  }

  private void check() {
    if (!packageName.matches("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)*") || !SourceVersion.isName(packageName)) {
      throw new Refusal("'" + packageName + "' is no package: it must be like com.example.shop, in lower case, without Java's own words");
    }
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new Refusal("'" + name + "' is no name: it must have small letters, digits and single hyphens, and begin with a letter");
    }
    if (Set.of("provider-war", "consumer-war", "discovery", "service", "liberty-config", "tck", "helidon").contains(name)) {
      throw new Refusal("'" + name + "' is the name of a module");
    }
    if (host.length() > 253 || !host.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")) {
      throw new Refusal("'" + host + "' is no host: it must be like shop.example.com");
    }
    // Kubernetes adds to the second name, and allows 63 characters.
    if (second != null && (second.length() > 40 || !second.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"))) {
      throw new Refusal("'" + second + "' is no service: it must have up to 40 small letters, digits, single hyphens, and begin with a letter");
    }
    String itsPackage = second == null ? "second" : second.replace("-", "");
    if (TAKEN.matcher(itsPackage).matches() || !SourceVersion.isName(itsPackage)) {
      throw new Refusal("the second service cannot be '" + second + "': this word is taken");
    }
    Path here = Path.of("").toAbsolutePath();
    if (!Files.isRegularFile(here.resolve("pom.xml")) || !Files.isRegularFile(here.resolve(".github/Setup.java"))) {
      throw new Refusal("this is not the root of the clone");
    }
    if (folder.startsWith(here)) {
      throw new Refusal(folder + " is inside the clone");
    }
    if (folder.getParent() == null || !Files.isDirectory(folder.getParent())) {
      throw new Refusal("there is no folder " + folder.getParent());
    }
    if (Files.exists(folder) && !isEmptyFolder()) {
      throw new Refusal(folder + " is there, and is no empty folder");
    }
  }

  private boolean isEmptyFolder() {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }

  private void make() throws IOException, InterruptedException {
    read();
    if (second != null) {
      addSecond();
    }
    removeFiles();
    editFiles();
    texts.replaceAll(this::withoutMarkedLines);
    removeImports();
    rename();
    texts.put("README.md", readme());
    texts.replaceAll(this::withoutDeadLinks);
    refuseTraces();
    write();
    System.out.printf(
        "%s is in %s%s.%nNext: cd %2$s && git init && git add -A && mvn spotless:apply verify%n",
        name,
        folder,
        without.size() == 1
            ? ""
            : without.stream().filter(Part::isOptional).map(Part::toString).collect(Collectors.joining(", ", ", without ", "")));
  }

  private void read() throws IOException, InterruptedException {
    for (String file : committed()) {
      Path path = Path.of(file);
      byte[] bytes = Files.readAllBytes(path);
      if (Files.isExecutable(path)) {
        commands.add(file);
      }
      if (new String(bytes, UTF_8).indexOf('\0') < 0) {
        texts.put(file, new String(bytes, UTF_8));
      } else {
        binaries.put(file, bytes);
      }
    }
  }

  /** What Git knows. Without Git, everything but what a build has made. */
  private static List<String> committed() throws IOException, InterruptedException {
    if (Files.exists(Path.of(".git"))) {
      try {
        Process git = new ProcessBuilder("git", "ls-files", "-z").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String names;
        try (InputStream output = git.getInputStream()) {
          names = new String(output.readAllBytes(), UTF_8);
        }
        if (git.waitFor() == 0) {
          return Stream.of(names.split("\0")).filter(file -> Files.isRegularFile(Path.of(file))).toList();
        }
      } catch (IOException noGit) {
        // The walk below finds the same in a clone without other files.
      }
    }
    try (Stream<Path> files = Files.walk(Path.of(""))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.toString().replace('\\', '/'))
          .filter(file -> !("/" + file).matches(".*/(target|\\.git|\\.idea|\\.vscode)(/.*)?"))
          .toList();
    }
  }

  /** Adds to the whole project, so that its parts, and its names, are those of the copy afterwards. */
  private void addSecond() {
    String className = Pattern.compile("(?:^|-)(.)").matcher(second).replaceAll(first -> first.group(1).toUpperCase(Locale.ROOT));
    String variable = second.toUpperCase(Locale.ROOT).replace('-', '_');
    Map<String, String> names = Map.of("pricing", second, "offers", second.replace("-", ""), "Pricing", className, "PRICING", variable);
    SECOND_FILES.forEach((file, text) -> texts.put(replaced(SECOND_NAME, file, names), replaced(SECOND_NAME, text, names)));
    texts.put("kubernetes/" + second + ".yaml", texts.getOrDefault("kubernetes/provider.yaml", ""));
    for (Edit edit : SECOND_EDITS) {
      String file = replaced(SECOND_NAME, edit.file(), names);
      Matcher found = edit.found().matcher(texts.getOrDefault(file, ""));
      if (!found.find()) {
        throw new Refusal("the second service looks for " + edit.found() + " in " + file + " in vain");
      }
      texts.put(file, found.replaceAll(replaced(SECOND_NAME, edit.replacement(), names)));
    }
  }

  private void removeFiles() {
    for (Part part : without) {
      for (String path : part.files) {
        if (Files.notExists(Path.of(path))) {
          throw new Refusal("the part " + part + " names " + path + ", which is not there");
        }
        texts.keySet().removeIf(file -> isIn(file, path));
        binaries.keySet().removeIf(file -> isIn(file, path));
      }
    }
  }

  private static boolean isIn(String file, String path) {
    return path.endsWith("/") ? file.startsWith(path) : file.equals(path);
  }

  private void editFiles() {
    for (Part part : without) {
      for (Edit edit : part.edits) {
        if (Files.notExists(Path.of(edit.file()))) {
          throw new Refusal("the part " + part + " changes " + edit.file() + ", which is not there");
        }
        // Another part that is left out may have the whole file, or the lines.
        String text = texts.get(edit.file());
        if (text == null) {
          continue;
        }
        if (!edit.found().matcher(original(edit.file())).find()) {
          throw new Refusal("the part " + part + " looks for " + edit.found() + " in " + edit.file() + " in vain");
        }
        texts.put(edit.file(), edit.found().matcher(text).replaceAll(edit.replacement()));
      }
    }
  }

  private static String original(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException unreadable) {
      throw new Refusal(file + " cannot be read");
    }
  }

  private String withoutMarkedLines(String file, String text) {
    if (!text.contains(" part: ")) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    Deque<Boolean> left = new ArrayDeque<>();
    String before = "";
    for (String line : text.split("(?<=\n)")) {
      Matcher mark = MARK.matcher(line.stripTrailing());
      if (!mark.matches()) {
        // Lines around what is removed may both be empty.
        if (!left.contains(true) && !(line.isBlank() && before.isBlank())) {
          kept.append(line);
          before = line;
        }
      } else if (mark.group("parts") == null) {
        if (left.isEmpty()) {
          throw new Refusal(file + " ends a part that has not begun");
        }
        left.pop();
      } else {
        left.push(Stream.of(mark.group("parts").split(", ")).map(Part::named).anyMatch(without::contains));
      }
    }
    if (!left.isEmpty()) {
      throw new Refusal(file + " does not end a part");
    }
    return kept.toString();
  }

  /** Removes imports of classes that the copy does not have. Formatting removes other unused imports. */
  private void removeImports() {
    Set<String> classes =
        texts.keySet().stream()
            .filter(file -> file.endsWith(".java") && file.contains("/local/microservice/"))
            .map(file -> file.replaceAll(".*/local/microservice/|\\.java$", "").replace('/', '.'))
            .collect(Collectors.toSet());
    texts.replaceAll(
        (file, text) ->
            file.endsWith(".java")
                ? text.lines()
                    .filter(
                        line -> {
                          Matcher found = IMPORT.matcher(line);
                          return !found.matches() || classes.contains(outermost(found.group(1)));
                        })
                    .map(line -> line + "\n")
                    .collect(Collectors.joining())
                : text);
  }

  private static String outermost(String className) {
    return className.replaceAll("([A-Z]\\w*)\\..*", "$1");
  }

  private void rename() {
    Map<String, String> names =
        Map.of(
            "local.microservice", packageName,
            "local/microservice", packageName.replace('.', '/'),
            "microservice.local", host,
            "microservice-discovery", name);
    Map<String, String> renamed = new TreeMap<>();
    texts.forEach((file, text) -> renamed.put(replaced(OLD_NAME, file, names), replaced(OLD_NAME, text, names)));
    texts.clear();
    texts.putAll(renamed);
    Set<String> executable = commands.stream().map(file -> replaced(OLD_NAME, file, names)).collect(Collectors.toSet());
    commands.clear();
    commands.addAll(executable);
  }

  private static String replaced(Pattern old, String text, Map<String, String> names) {
    return old.matcher(text).replaceAll(found -> Matcher.quoteReplacement(names.get(found.group())));
  }

  /** The words of links that lead nowhere in the copy stay, without the link. */
  private String withoutDeadLinks(String file, String text) {
    if (!file.endsWith(".md")) {
      return text;
    }
    String ours =
        text.replaceFirst("(?m)^English \\| \\[中文]\\([^)]*\\) · part of", "Part of")
            // A check of this project reads these.
            .replaceAll("(?m)^<!-- (run|keep|not run): .* -->\n", "");
    return LINK.matcher(ours)
        .replaceAll(found -> Matcher.quoteReplacement(leads(file, found.group(2)) ? found.group() : found.group(1)));
  }

  private boolean leads(String page, String link) {
    if (link.contains("://")) {
      return true;
    }
    String[] parts = link.split("#", 2);
    Path parent = Path.of(page).getParent();
    String path = parts[0];
    String target =
        path.isEmpty() ? page : (parent == null ? Path.of(path) : parent.resolve(path)).normalize().toString().replace('\\', '/');
    if (!texts.containsKey(target)) {
      return binaries.containsKey(target) || texts.keySet().stream().anyMatch(file -> file.startsWith(target + "/"));
    }
    return parts.length == 1
        || Pattern.compile("(?m)^#+ (.*)$")
            .matcher(texts.get(target))
            .results()
            .map((MatchResult heading) -> heading.group(1).strip().toLowerCase(Locale.ROOT))
            .map(words -> words.replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-'))
            .anyMatch(parts[1]::equals);
  }

  private void refuseTraces() {
    for (Part part : without) {
      texts.forEach(
          (file, text) -> {
            if (part.trace.matcher(file).find()) {
              throw new Refusal("the part " + part + " has " + file + ", too");
            }
            text.lines()
                .filter(line -> part.trace.matcher(line).find())
                .findFirst()
                .ifPresent(
                    line -> {
                      throw new Refusal("the part " + part + " is not removed from " + file + ": " + line.strip());
                    });
          });
    }
  }

  private void write() throws IOException {
    // The copy appears when it is complete.
    Path unfinished = Files.createTempDirectory(folder.getParent(), "." + name);
    try {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        write(unfinished.resolve(text.getKey()), text.getValue().getBytes(UTF_8), commands.contains(text.getKey()));
      }
      for (Map.Entry<String, byte[]> binary : binaries.entrySet()) {
        write(unfinished.resolve(binary.getKey()), binary.getValue(), false);
      }
      // Others may look into a usual folder.
      Path usual = Files.createDirectory(unfinished.resolve("usual"));
      if (Files.getFileStore(usual).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(unfinished, Files.getPosixFilePermissions(usual));
      }
      Files.delete(usual);
      Files.deleteIfExists(folder);
      Files.move(unfinished, folder);
    } finally {
      delete(unfinished);
    }
  }

  private static void write(Path file, byte[] bytes, boolean isCommand) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    if (isCommand) {
      file.toFile().setExecutable(true, false);
    }
  }

  private static void delete(Path unfinished) throws IOException {
    if (Files.notExists(unfinished)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(unfinished)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }

  private String readme() {
    return """
        # %s

        Two Jakarta REST services on [Open Liberty](https://openliberty.io). The **consumer** finds all instances of the **provider**,
        shares its calls among them, and goes on when one of them fails.

        ## Start

        You need a JDK (17, 21 or 25) and Maven 3.8.1 or later.

        ```sh
        mvn liberty:dev   # both services. When it is ready: curl localhost:8081/fetch
        mvn verify        # all tests that need only Java
        ```

        `docker compose up --build` runs the images, and `kubectl apply -f kubernetes/` the manifests.

        ## API

        | request | answer |
        |---|---|
        | provider `GET /data`, `GET /info` | a greeting, and who sends it |
        | consumer `GET /fetch` | the provider's data |
        %s| consumer `GET /discovery`, `/discovery/events` | what it knows of each instance, and what happened |
        %s%s| both `GET /health`, `/health/live`, `/health/ready`, `/health/started`, `/metrics`, `/openapi` | for operators |

        ## Where things are

        | folder | what |
        |---|---|
        | [`provider-war`](provider-war/README.md) | the provider |
        | [`consumer-war`](consumer-war/README.md) | the consumer |
        | [`consumer-war/discovery`](consumer-war/discovery/README.md) | the library for discovery and load balancing, with its settings |
        | [`liberty-config`](liberty-config/README.md) | server configurations, images, settings, and the tests of whole servers |
        | [`kubernetes`](kubernetes/README.md) | the manifests |
        %s
        [CONTRIBUTING](.github/CONTRIBUTING.md) has every command, the packages and what the build refuses;
        [SECURITY](.github/SECURITY.md) has what the tests promise. Licensed under [Apache-2.0](LICENSE).
        """
        .formatted(
            name,
            second == null ? "" : "| consumer `GET /%1$s` | what the second service, `%1$s`, answers |\n".formatted(second),
            without.contains(Part.PAGE) ? "" : "| consumer `GET /` in a browser | the live page |\n",
            without.contains(Part.FAULTS) ? "" : "| provider `PUT`, `GET`, `DELETE /faults` | makes it fail or slow, where `FAULTS_ENABLED` is true |\n",
            without.contains(Part.MONITORING) ? "" : "| [`kubernetes/monitoring`](kubernetes/monitoring/README.md) | alerts, metrics, traces, logs |\n");
  }
}
