package mumu.request;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
  /** Where a PNG's header, IHDR, has its width: after signature, length and name. */
  private static final int WIDTH_AT = 16;

  /** What {@code printf '\0\0\0\2\0\0\0\1\x80\x10\x20\x30\0\1\2\3' | sha256sum} says. */
  private static final String SHA256 =
      "9f19182c60a926221086c2b9787b650ca9b3b2c16bdb8a83d64447d9109f77a0";

  private static final Picture TWO_PIXELS = new Picture(2, 1, new int[] {0x80102030, 0x00010203});

  @Test
  void theShaIsThatOfWidthHeightAndPixelsBigEndian() {
    assertEquals(SHA256, TWO_PIXELS.sha256());
  }

  @Test
  void theShapeIsPartOfTheSha() {
    int[] pixels = new int[6];
    assertNotEquals(new Picture(2, 3, pixels).sha256(), new Picture(3, 2, pixels).sha256());
  }

  @Test
  void coloursUnderAlphaZeroSurviveAPng() {
    assertArrayEquals(
        new int[] {0x80102030, 0x00010203}, Png.decode(Png.encode(TWO_PIXELS)).argb());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void otherKindsOfPngAreReadToo(int type) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, type);
    image.setRGB(1, 1, 0xFFFFFFFF);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    Picture picture = Png.decode(bytes.toByteArray());
    assertEquals(0xFFFFFFFF, picture.argb(1, 1));
    assertEquals(0xFF000000, picture.argb(0, 0));
  }

  @Test
  void aPngThatClaimsHugePixelsIsRefusedBeforeTheyAreDecoded() {
    byte[] png = Png.encode(TWO_PIXELS);
    for (int size : new int[] {8_000, 100_000, Integer.MAX_VALUE}) {
      String message = refused(withSize(png, size));
      assertTrue(message.contains("too many"), message);
    }
  }

  @Test
  void brokenPngsAreRefusedOrShowOtherPixels() {
    byte[] png = Png.encode(new Picture(16, 16, new Random(1).ints(256).toArray()));
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = random.nextBoolean() ? Arrays.copyOf(png, random.nextInt(png.length)) : png;
      broken = broken.clone();
      for (int flips = broken.length == 0 ? 0 : random.nextInt(4); flips > 0; flips--) {
        broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      }
      readOrRefuse(broken);
    }
  }

  @Test
  void noBytesAndOtherFilesAreNoPng() {
    refused(new byte[0]);
    refused("GIF89a, really".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aPictureHasAtLeastOnePixelAndAsManyAsItSays() {
    assertThrows(IllegalArgumentException.class, () -> new Picture(0, 0, new int[0]));
    assertThrows(IllegalArgumentException.class, () -> new Picture(2, 2, new int[3]));
    assertThrows(IllegalArgumentException.class, () -> new Picture(-1, -1, new int[1]));
    assertThrows(IllegalArgumentException.class, () -> new Picture(65536, 65536, new int[0]));
  }

  private static void readOrRefuse(byte[] png) {
    try {
      Png.decode(png);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains("expected a PNG"), e.getMessage());
    }
  }

  private static String refused(byte[] png) {
    return assertThrows(IllegalArgumentException.class, () -> Png.decode(png)).getMessage();
  }

  private static byte[] withSize(byte[] png, int size) {
    byte[] changed = png.clone();
    ByteBuffer.wrap(changed).putInt(WIDTH_AT, size).putInt(WIDTH_AT + 4, size);
    CRC32 crc = new CRC32();
    crc.update(changed, WIDTH_AT - 4, 17);
    ByteBuffer.wrap(changed).putInt(WIDTH_AT + 13, (int) crc.getValue());
    return changed;
  }
}
