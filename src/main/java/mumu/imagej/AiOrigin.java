package mumu.imagej;

import ij.ImagePlus;
import java.nio.charset.StandardCharsets;

/**
 * Says in a file that a model made the picture.
 *
 * <p>IPTC digital source type, as editors and platforms read it: <a
 * href="https://cv.iptc.org/newscodes/digitalsourcetype/">IPTC NewsCodes</a>, carried by XMP.
 */
final class AiOrigin {
  /** Name of the marking, in XMP and as ImageJ image property. */
  static final String KEY = "Iptc4xmpExt:DigitalSourceType";

  static final String TRAINED_MEDIA =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  /** Of a picture that only in parts came out of a model. */
  static final String COMPOSITE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

  private static final String PACKET =
      """
      <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
         <%1$s>%2$s</%1$s>
        </rdf:Description>
       </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="w"?>""";

  private AiOrigin() {}

  /** The XMP packet with the image's marking. */
  static String xmp(ImagePlus image) {
    String type = COMPOSITE.equals(image.getProp(KEY)) ? COMPOSITE : TRAINED_MEDIA;
    return PACKET.formatted(KEY, type);
  }

  static byte[] xmpBytes(ImagePlus image) {
    return xmp(image).getBytes(StandardCharsets.UTF_8);
  }

  /** Marks an image that took in a part of a generated one. */
  static void markComposite(ImagePlus image) {
    if (image.getProp(KEY) == null) {
      image.setProp(KEY, COMPOSITE);
    }
  }
}
