package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.microservice.discovery.simulation.Panel.Scale;
import local.microservice.discovery.simulation.Svg.Anchor;
import local.microservice.discovery.simulation.Svg.Point;

/** Draws the results of the same calls side by side: with discovery and with plain round robin. */
final class Drawing {

  private static final int WIDTH = 940;
  private static final int HEIGHT = 570;
  private static final double[] COLUMNS = {55, 530};
  private static final double[] ROWS = {88, 246, 404};
  private static final String TEXT = "#24292f";
  private static final String MEDIAN = "#0969da";
  private static final String TAIL = "#bc4c00";
  private static final String FAILED = "#cf222e";
  private static final String NOBODY = "#8c959f";

  /** The ends of the axes are multiples of these. */
  private static final double ATTEMPTS_STEP = 20;

  private static final double FAILURES_STEP = 4;

  /** People who see no red or no green can tell these colours apart too. */
  private static final String[] INSTANCES = {
    "#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377", "#999933", "#332288"
  };

  private final Svg svg;
  private final Scenario scenario;
  private final int seconds;

  private Drawing(Scenario scenario) {
    this.scenario = scenario;
    seconds = (int) scenario.seconds();
    svg = new Svg(WIDTH, HEIGHT, scenario.name());
  }

  static String of(Scenario scenario, Figures discovery, Figures plain) {
    return new Drawing(scenario).draw(discovery, plain);
  }

  private String draw(Figures discovery, Figures plain) {
    svg.text(COLUMNS[0], 26, Anchor.START, 16, TEXT, scenario.name());
    svg.text(WIDTH - 20, 26, Anchor.END, 11, TEXT, "dotted lines: when something happens");
    // Both columns have the same axes.
    double mostAttempts = end(ATTEMPTS_STEP, discovery, plain, Figures.Second::attempts);
    double mostFailures = end(FAILURES_STEP, discovery, plain, Figures.Second::failures);
    column(COLUMNS[0], "discovery", discovery, mostAttempts, mostFailures);
    column(COLUMNS[1], "plain round robin", plain, mostAttempts, mostFailures);
    TreeSet<Integer> instances = new TreeSet<>(discovery.instances());
    instances.addAll(plain.instances());
    legend(instances);
    return svg.toString();
  }

  private double end(
      double step, Figures discovery, Figures plain, ToIntFunction<Figures.Second> value) {
    int most =
        IntStream.range(0, seconds)
            .flatMap(at -> Stream.of(discovery, plain).map(each -> each.second(at)).mapToInt(value))
            .max()
            .orElse(0);
    return step * Math.max(1, Math.ceil(most / step));
  }

  private void column(
      double left, String title, Figures figures, double mostAttempts, double mostFailures) {
    svg.text(
        left,
        54,
        Anchor.START,
        13,
        TEXT,
        "%s: %,d of %,d calls failed".formatted(title, figures.failures(), figures.calls()));
    Panel attempts = new Panel(svg, left, ROWS[0], new Scale(mostAttempts, false, ""), seconds);
    attempts(attempts, figures);
    attempts.frame("calls per second by instance, with retries");
    Panel latency = new Panel(svg, left, ROWS[1], new Scale(4000, true, " ms"), seconds);
    latency.frame("latency of a call: p50 and p99 of each second");
    latency.svg().curve(latencies(latency, figures, 0.99), TAIL);
    latency.svg().curve(latencies(latency, figures, 0.5), MEDIAN);
    Panel failures = new Panel(svg, left, ROWS[2], new Scale(mostFailures, false, ""), seconds);
    failures.frame("failed calls per second");
    for (int second = 0; second < seconds; second++) {
      int failed = figures.second(second).failures();
      if (failed > 0) {
        failures.bar(second, 0, failed, FAILED);
      }
    }
    for (Incident each : scenario.incidents()) {
      for (Panel panel : List.of(attempts, latency, failures)) {
        panel.mark(each.atSeconds());
      }
    }
  }

  private static void attempts(Panel panel, Figures figures) {
    double[] below = new double[panel.seconds()];
    for (int instance : figures.instances()) {
      double[] above = below.clone();
      for (int second = 0; second < above.length; second++) {
        above[second] += figures.second(second).attempts(instance);
      }
      panel.area(below, above, colour(instance));
      below = above;
    }
  }

  private static List<Point> latencies(Panel panel, Figures figures, double quantile) {
    List<Point> points = new ArrayList<>();
    for (int second = 0; second < panel.seconds(); second++) {
      double millis = figures.second(second).millis(quantile);
      if (millis > 0) {
        points.add(panel.at(second + 0.5, millis));
      }
    }
    return points;
  }

  private static String colour(int instance) {
    return instance < 0 ? NOBODY : INSTANCES[instance % INSTANCES.length];
  }

  private void legend(TreeSet<Integer> instances) {
    double x = COLUMNS[0];
    double y = HEIGHT - 22;
    for (int instance : instances) {
      x = entry(x, y, colour(instance), instance < 0 ? "nobody" : "instance " + (instance + 1));
    }
    x = entry(x, y, MEDIAN, "p50");
    x = entry(x, y, TAIL, "p99");
    x = entry(x, y, FAILED, "failed");
  }

  private double entry(double x, double y, String colour, String what) {
    svg.rect(x, y - 9, 10, 10, colour);
    svg.text(x + 14, y, Anchor.START, 11, TEXT, what);
    return x + 30 + 6.2 * what.length();
  }
}
