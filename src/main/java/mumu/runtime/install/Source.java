package mumu.runtime.install;

/** The kinds of repository that things are fetched from. */
public enum Source {
  /** ONNX Runtime's own jars. */
  MAVEN("repository", "Maven repository", "https://repo.maven.apache.org/maven2"),
  /** NVIDIA's own wheels of its libraries, which are in no Maven repository. */
  PYTHON("index", "Python package index", "https://pypi.org/simple");

  /** The option of the command that names another one. */
  private final String option;

  private final String words;
  private final String standard;

  Source(String option, String words, String standard) {
    this.option = option;
    this.words = words;
    this.standard = standard;
  }

  String words() {
    return words;
  }

  /** The public address, taken when nobody says anything else. */
  String standard() {
    return standard;
  }

  /** What a user can do when this one does not do. */
  String other() {
    return "name another " + words + " with " + option + "=[…]";
  }
}
