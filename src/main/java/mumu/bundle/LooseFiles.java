package mumu.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a model without a manifest: their hashes are in a SHA256SUMS that came with them or
 * in the list that an import leaves.
 *
 * @param sizes in bytes by path
 */
record LooseFiles(Store store, Map<String, Long> sizes) {
  /**
   * Left by an import. NB: hidden, so that it is no part of the model and changes no hash of it.
   */
  private static final String IMPORTED = "." + ChecksumList.FILE;

  /** What Git LFS leaves in place of a large file until that is fetched. */
  private static final String POINTER = "version https://git-lfs.";

  private static final int LONGEST_POINTER = 1024;

  /** Refuses graph or weights of a part that have not been fetched. */
  void refusePointers(Stream<String> part) throws BundleException {
    for (String file : part.filter(path -> sizes.get(path) <= LONGEST_POINTER).toList()) {
      byte[] bytes = new PartFiles(store).bytes(file);
      if (new String(bytes, StandardCharsets.ISO_8859_1).startsWith(POINTER)) {
        throw new BundleException(
            describe(file)
                + " is only a pointer of Git LFS; fetch the file itself: git lfs pull, or by hand"
                + " from where the model is published");
      }
    }
  }

  /**
   * Compares every file that has a hash.
   *
   * @return how many had one
   */
  int verify(Watch watch) throws IOException {
    Map<String, String> expected = expected();
    Passage passage = new Passage(store, Optional.empty(), ByteCount.sum(sizes.values()), watch);
    for (Map.Entry<String, String> file : expected.entrySet()) {
      ChecksumList.compare(describe(file.getKey()), file.getValue(), hash(passage, file.getKey()));
    }
    return expected.size();
  }

  /** Copies every file, compared with its hash where it has one, and leaves all hashes there. */
  void copyTo(Path folder, Watch watch) throws IOException {
    Map<String, String> expected = expected();
    Passage passage = new Passage(store, Optional.of(folder), ByteCount.sum(sizes.values()), watch);
    List<String> lines = new ArrayList<>();
    for (String path : sizes.keySet()) {
      String found = hash(passage, path);
      ChecksumList.compare(describe(path), expected.getOrDefault(path, found), found);
      lines.add(found + "  " + path);
    }
    Files.write(folder.resolve(IMPORTED), lines, StandardCharsets.UTF_8);
  }

  /** The hashes by path; every path is there. */
  private Map<String, String> expected() throws BundleException {
    boolean imported = store.onDisk(IMPORTED).filter(Files::isRegularFile).isPresent();
    String list = imported ? IMPORTED : ChecksumList.FILE;
    if (!imported && !sizes.containsKey(list)) {
      return Map.of();
    }
    Map<String, String> expected =
        new ChecksumList(new PartFiles(store).lines(list)).hashes(list + " of " + store.where());
    for (String path : expected.keySet()) {
      if (!sizes.containsKey(path)) {
        throw new BundleException(
            path + " is listed in " + list + " but missing in " + store.where());
      }
    }
    return expected;
  }

  private String hash(Passage passage, String path) throws IOException {
    long expected = sizes.get(path);
    Passage.Found found;
    try {
      found = passage.read(path, expected);
    } catch (BundleException e) {
      throw e;
    } catch (IOException e) {
      throw new BundleException(describe(path) + " cannot be read: " + Reason.of(e), e);
    }
    if (found.bytes() != expected) {
      throw new BundleException(
          "%s is damaged: expected %d bytes, found %s; get the model again"
              .formatted(
                  describe(path), expected, found.bytes() > expected ? "more" : found.bytes()));
    }
    return found.sha256();
  }

  private String describe(String path) {
    return path + " of " + store.where();
  }
}
