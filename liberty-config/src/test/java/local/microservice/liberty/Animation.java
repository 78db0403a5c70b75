package local.microservice.liberty;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.openqa.selenium.OutputType;

/**
 * Pictures one after the other, as an animated GIF. A pixel that does not change is transparent.
 */
final class Animation {

  private static final int COLOURS = 255;
  private static final int TRANSPARENT = COLOURS;
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  /** Seven bits of each colour: no eye sees the last one. */
  private static final int SEEN = 0xfefefe;

  private final int width;
  private final List<int[]> frames = new ArrayList<>();
  private int height;

  /**
   * Begins without a picture.
   *
   * @param width the width that each picture gets, in pixels
   */
  Animation(int width) {
    this.width = width;
  }

  /** Adds the upper part of the page. */
  void add(Browser browser) throws IOException {
    browser.viewport(1200, 1000);
    byte[] png = browser.driver().getScreenshotAs(OutputType.BYTES);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
    height = picture.getHeight() * width / picture.getWidth();
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    frames.add(
        Arrays.stream(scaled.getRGB(0, 0, width, height, null, 0, width))
            .map(colour -> colour & SEEN)
            .toArray());
  }

  /** Writes the pictures, five a second. The last one stays for three seconds. */
  long write(Path file) throws IOException {
    int[] palette = palette();
    Map<Integer, Integer> nearest = new HashMap<>();
    IndexColorModel colours =
        new IndexColorModel(8, palette.length, palette, 0, false, TRANSPARENT, 0);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      int[] shown = new int[width * height];
      Arrays.fill(shown, TRANSPARENT);
      for (int i = 0; i < frames.size(); i++) {
        BufferedImage image =
            new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
        for (int at = 0; at < shown.length; at++) {
          int index = nearest.computeIfAbsent(frames.get(i)[at], colour -> near(palette, colour));
          image
              .getRaster()
              .setSample(at % width, at / width, 0, shown[at] == index ? TRANSPARENT : index);
          shown[at] = index;
        }
        writer.writeToSequence(new IIOImage(image, null, metadata(writer, image, i)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return Files.size(file);
  }

  /** The colours that most pixels have, and a last one that stands for no colour. */
  private int[] palette() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int[] frame : frames) {
      for (int colour : frame) {
        counts.merge(colour, 1, Integer::sum);
      }
    }
    return Arrays.copyOf(
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(COLOURS)
            .mapToInt(Map.Entry::getKey)
            .toArray(),
        COLOURS + 1);
  }

  private static int near(int[] palette, int colour) {
    int best = 0;
    for (int i = 1; i < COLOURS; i++) {
      if (distance(palette[i], colour) < distance(palette[best], colour)) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = (one >> shift & 0xff) - (other >> shift & 0xff);
      sum += difference * difference;
    }
    return sum;
  }

  private IIOMetadata metadata(ImageWriter writer, BufferedImage image, int frame)
      throws IOException {
    IIOMetadata metadata =
        // ImageTypeSpecifier.createFromRenderedImage() would forget the palette.
        writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    boolean isLast = frame == frames.size() - 1;
    root.appendChild(
        node(
            "GraphicControlExtension",
            Map.of(
                "disposalMethod", "doNotDispose",
                "userInputFlag", "FALSE",
                "transparentColorFlag", "TRUE",
                "transparentColorIndex", "" + TRANSPARENT,
                "delayTime", isLast ? "300" : "20")));
    if (frame == 0) {
      IIOMetadataNode loop =
          node(
              "ApplicationExtension",
              Map.of("applicationID", "NETSCAPE", "authenticationCode", "2.0"));
      loop.setUserObject(new byte[] {1, 0, 0});
      IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(loop);
      root.appendChild(extensions);
    }
    metadata.mergeTree(FORMAT, root);
    return metadata;
  }

  private static IIOMetadataNode node(String name, Map<String, String> attributes) {
    IIOMetadataNode node = new IIOMetadataNode(name);
    attributes.forEach(node::setAttribute);
    return node;
  }
}
