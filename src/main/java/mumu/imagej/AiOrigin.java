package mumu.imagej;

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

  /** The XMP packet with the marking. */
  static String xmp() {
    return PACKET.formatted(KEY, TRAINED_MEDIA);
  }

  static byte[] xmpBytes() {
    return xmp().getBytes(StandardCharsets.UTF_8);
  }
}
