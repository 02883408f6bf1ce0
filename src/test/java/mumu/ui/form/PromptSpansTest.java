package mumu.ui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mumu.request.Prompt;
import mumu.ui.form.PromptSpans.Span;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PromptSpansTest {
  @Test
  void spansReachFromBraceToBrace() {
    assertEquals(
        List.of(new Span(2, 7, "man", true), new Span(8, 12, "x}", false)),
        PromptSpans.of("a {man} {x\\}"));
  }

  @Test
  void theSlotAtTheCaretIsTheOneBetweenItsBraces() {
    assertEquals(Optional.empty(), PromptSpans.at("a {man}", 2));
    assertEquals("man", PromptSpans.at("a {man}", 3).orElseThrow().name());
    assertEquals("man", PromptSpans.at("a {man}", 6).orElseThrow().name());
    assertEquals(Optional.empty(), PromptSpans.at("a {man}", 7));
    assertEquals("ma", PromptSpans.at("a {ma", 5).orElseThrow().name());
  }

  @Property
  void whatCanBeReadHasTheSlotsThatThePromptHas(
      @ForAll @Chars({'{', '}', '\\', ' '}) @CharRange(from = 'a', to = 'c') @StringLength(max = 30)
          String text) {
    List<Span> spans = PromptSpans.of(text);
    assertTrue(spans.stream().allMatch(span -> text.charAt(span.start()) == '{'));
    Prompt prompt;
    try {
      prompt = Prompt.parse(text);
    } catch (IllegalArgumentException e) {
      return; // only a sentence that makes sense has slots to compare with
    }
    assertEquals(prompt.slots(), spans.stream().map(Span::name).distinct().toList());
  }
}
