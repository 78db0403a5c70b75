package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.List;
import local.microservice.discovery.simulation.Svg.Anchor;
import local.microservice.discovery.simulation.Svg.Point;

/**
 * A part of a drawing with two axes: seconds to the right, a value upwards.
 *
 * @param svg the drawing
 * @param left its left edge
 * @param top its upper edge
 * @param scale the axis of the value
 * @param seconds the length of the axis of time
 */
record Panel(Svg svg, double left, double top, Scale scale, int seconds) {

  static final double WIDTH = 390;
  static final double HEIGHT = 110;

  private static final String INK = "#57606a";
  private static final String GRID = "#d8dee4";
  private static final int TICK_SECONDS = 20;

  /**
   * The axis of a value.
   *
   * @param most the value at its end
   * @param logarithmic whether it begins with 1, and each tick is ten times the one before
   * @param unit the text after each number
   */
  record Scale(double most, boolean logarithmic, String unit) {

    /** How far up a value is, 0 to 1. */
    double share(double value) {
      double share = logarithmic ? Math.log(Math.max(1, value)) / Math.log(most) : value / most;
      return Math.max(0, Math.min(1, share));
    }

    double[] ticks() {
      return logarithmic ? new double[] {1, 10, 100, 1000} : new double[] {0, most / 2, most};
    }
  }

  double x(double second) {
    return left + WIDTH * second / seconds;
  }

  double y(double value) {
    return top + HEIGHT * (1 - scale.share(value));
  }

  Point at(double second, double value) {
    return new Point(x(second), y(value));
  }

  /** Draws the title, the grid and its numbers. */
  void frame(String title) {
    svg.text(left, top - 6, Anchor.START, 11, INK, title);
    for (double tick : scale.ticks()) {
      svg.line(at(0, tick), at(seconds, tick), GRID, "none");
      svg.text(left - 5, y(tick) + 3.5, Anchor.END, 10, INK, "%.0f%s".formatted(tick, scale.unit));
    }
    for (int second = 0; second <= seconds; second += TICK_SECONDS) {
      svg.text(x(second), top + HEIGHT + 13, Anchor.MIDDLE, 10, INK, second + " s");
    }
  }

  /** Fills the area between two values of each second. */
  void area(double[] below, double[] above, String colour) {
    List<Point> border = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      border.add(at(second, above[second]));
      border.add(at(second + 1, above[second]));
    }
    for (int second = seconds - 1; second >= 0; second--) {
      border.add(at(second + 1, below[second]));
      border.add(at(second, below[second]));
    }
    svg.area(border, colour);
  }

  /** Draws a bar for one second, from one value to another. */
  void bar(int second, double from, double to, String colour) {
    svg.rect(x(second), y(to), WIDTH / seconds + 0.2, y(from) - y(to), colour);
  }

  /** Marks an event. */
  void mark(double second) {
    svg.line(at(second, 0), at(second, scale.most), "#24292f", "2 3");
  }
}
