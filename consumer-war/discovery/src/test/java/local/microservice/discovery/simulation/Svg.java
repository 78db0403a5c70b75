package local.microservice.discovery.simulation;

import java.util.List;
import java.util.Locale;

/** Writes the few SVG shapes that a drawing of a simulation needs. */
final class Svg {

  /** On which side of its point a text is. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * A point.
   *
   * @param x from the left
   * @param y from the top
   */
  record Point(double x, double y) {}

  private final StringBuilder text = new StringBuilder();

  /** Starts a white sheet, so that people can read the drawing on a dark page too. */
  Svg(int width, int height, String title) {
    text.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " font-family=\"system-ui, sans-serif\" role=\"img\" aria-label=\"%s\">\n",
            width, height, width, height, escaped(title)));
    text.append(
        format(
            "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#fff\" stroke=\"#d0d7de\"/>\n",
            width, height));
  }

  void rect(double x, double y, double width, double height, String colour) {
    text.append(
        format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
            x, y, width, height, colour));
  }

  void line(Point from, Point to, String colour, String dashes) {
    text.append(
        format(
            "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\" stroke-dasharray=\"%s\"/>\n",
            from.x, from.y, to.x, to.y, colour, dashes));
  }

  void curve(List<Point> points, String colour) {
    text.append(
        format(
            "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>\n",
            path(points), colour));
  }

  void area(List<Point> border, String colour) {
    text.append(format("<path d=\"%sZ\" fill=\"%s\"/>\n", path(border), colour));
  }

  private static String path(List<Point> points) {
    StringBuilder path = new StringBuilder();
    for (Point each : points) {
      path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : "L", each.x, each.y));
    }
    return path.toString();
  }

  void text(double x, double y, Anchor anchor, int size, String colour, String what) {
    text.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>\n",
            x, y, anchor.name().toLowerCase(Locale.ROOT), size, colour, escaped(what)));
  }

  /** Formats numbers with a point in every language, so that the file is always the same. */
  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String escaped(String plain) {
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return text + "</svg>\n";
  }
}
