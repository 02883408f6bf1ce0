package mumu.runtime.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Maven's and pip's settings say about where to fetch from. */
class SettingsTest {
  @TempDir Path folder;

  @Test
  void withoutSettingsThePublicAddressesAreTaken() throws IOException {
    assertEquals("Maven Central", maven("").origin());
    assertEquals(Source.MAVEN.standard() + "/", maven("").base().toString());
    assertEquals(
        Source.PYTHON.standard() + "/",
        PipSettings.index(Optional.empty(), folder, Map.of(), Optional.empty()).base().toString());
  }

  @Test
  void whatTheUserNamesCountsMost() throws IOException {
    Repository named =
        MavenSettings.repository(
            Optional.of("http://localhost:1/r"), settings(mirror("*")), Map.of());
    assertEquals("http://localhost:1/r/", named.base().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* | true",
        "central | true",
        "external:* | true",
        "a,central | true",
        "*,!central | false",
        "other | false",
        "external:http:* | false"
      })
  void aMirrorCountsAsMavenSaysItDoes(String of, boolean taken) throws IOException {
    assertEquals(taken, maven(mirror(of)).base().toString().equals("https://localhost/m/"));
  }

  @Test
  void theMirrorsAccountAndTheProxyAreTaken() throws IOException {
    Repository found =
        maven(
            mirror("*")
                + "<servers><server><id>m</id><username>u</username><password>${env.SECRET}</password></server></servers>"
                + "<proxies><proxy><host>p</host><port>3128</port><nonProxyHosts>*.in|x</nonProxyHosts></proxy></proxies>");
    assertEquals(Optional.of(new Repository.Account("u", "s3")), found.account());
    assertEquals("p", found.proxy().orElseThrow().host());
    assertFalse(found.toString().contains("s3"), found::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>ftp://x</url></mirror></mirrors>",
        "<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>https://x</url><blocked>true</blocked></mirror></mirrors>",
        "<servers><server><id>central</id><username>u</username><password>{abc}</password></server></servers>",
        "<proxies><proxy><host>p</host><port>many</port></proxy></proxies>"
      })
  void aSettingThatCannotBeUsedIsNamed(String text) {
    assertThrows(IllegalArgumentException.class, () -> maven(text));
  }

  @Test
  void noDocumentTypeIsRead() throws IOException {
    Path file = folder.resolve("evil.xml");
    Files.writeString(file, "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>");
    String message =
        assertThrows(
                IOException.class, () -> MavenSettings.repository(Optional.empty(), file, Map.of()))
            .getMessage();
    assertTrue(message.contains(file.toString()), message);
  }

  @Test
  void pipsIndexIsTakenWithItsAccount() throws IOException {
    Files.createDirectories(folder.resolve(".config/pip"));
    Files.writeString(
        folder.resolve(".config/pip/pip.conf"), "[global]\nindex-url = https://u:p@localhost/s\n");
    Repository found = PipSettings.index(Optional.empty(), folder, Map.of(), Optional.empty());
    assertEquals("https://localhost/s/", found.base().toString());
    assertEquals(Optional.of(new Repository.Account("u", "p")), found.account());
    Map<String, String> variable = Map.of("PIP_INDEX_URL", "https://localhost/v");
    assertEquals(
        "https://localhost/v/",
        PipSettings.index(Optional.empty(), folder, variable, Optional.empty()).base().toString());
  }

  private Repository maven(String text) throws IOException {
    return MavenSettings.repository(Optional.empty(), settings(text), Map.of("SECRET", "s3"));
  }

  private Path settings(String text) throws IOException {
    Path file = folder.resolve("settings.xml");
    return text.isEmpty() ? file : Files.writeString(file, "<settings>" + text + "</settings>");
  }

  private static String mirror(String of) {
    return "<mirrors><mirror><id>m</id><mirrorOf>"
        + of
        + "</mirrorOf><url>https://localhost/m</url></mirror></mirrors>";
  }
}
