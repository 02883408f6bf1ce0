package mumu.runtime.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Node;

/** An element of an XML file, or none, whose children are asked for by name. */
record Element(Optional<org.w3c.dom.Element> element) {
  static final Element NONE = new Element(Optional.empty());

  /** All children of a name in all children of a name. */
  List<Element> all(String group, String name) {
    return children(group).stream().flatMap(it -> it.children(name).stream()).toList();
  }

  private List<Element> children(String name) {
    List<Element> children = new ArrayList<>();
    Node child = element.map(Node::getFirstChild).orElse(null);
    for (; child != null; child = child.getNextSibling()) {
      if (child instanceof org.w3c.dom.Element found && found.getTagName().equals(name)) {
        children.add(new Element(Optional.of(found)));
      }
    }
    return children;
  }

  /** The text of a child, empty when there is no such child. */
  String text(String name) {
    return children(name).stream()
        .findFirst()
        .flatMap(Element::element)
        .map(it -> it.getTextContent().strip())
        .orElse("");
  }
}
