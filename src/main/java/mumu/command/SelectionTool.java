package mumu.command;

import ij.Executer;
import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.gui.GenericDialog;
import ij.gui.ImageCanvas;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.plugin.frame.Recorder;
import ij.plugin.tool.PlugInTool;
import java.awt.Point;
import java.awt.Polygon;
import java.awt.Rectangle;
import java.awt.event.MouseEvent;

/**
 * The bind tool: draw around a thing, type its name, and it is bound; a click inside a selection
 * that is already there binds that one.
 */
final class SelectionTool extends PlugInTool {
  /** NB: also the menu's label: by this name ImageJ puts the tool back at its next start. */
  static final String NAME = "MUMU Bind Tool";

  private static final String SHAPE = "mumu.tool.shape";
  private static final String[] SHAPES = {"freehand", "rectangle", "oval"};

  /** An outline and an M, in ImageJ's language of tool icons. */
  private static final String ICON = "Ce60O00aaO0099C037T6f12M";

  /** A shorter way of the mouse is a click. */
  private static final int CLICK_PIXELS = 3;

  private final Polygon path = new Polygon();

  @Override
  public String getToolName() {
    return NAME;
  }

  @Override
  public String getToolIcon() {
    return ICON;
  }

  @Override
  public void mousePressed(ImagePlus image, MouseEvent event) {
    path.reset();
    add(image, event);
    event.consume();
  }

  @Override
  public void mouseDragged(ImagePlus image, MouseEvent event) {
    add(image, event);
    if (!isClick()) {
      image.setRoi(drawn());
    }
    event.consume();
  }

  @Override
  public void mouseReleased(ImagePlus image, MouseEvent event) {
    event.consume();
    Roi selection = image.getRoi();
    if (!isClick()) {
      image.setRoi(drawn());
      record(image.getRoi());
      bind(image);
    } else if (selection != null && selection.isArea() && contains(selection)) {
      bind(image);
    } else {
      IJ.showStatus("MUMU: draw around a thing, or click inside a selection, to bind it");
    }
  }

  /** What a double click on the tool asks. */
  @Override
  public void showOptionsDialog() {
    GenericDialog dialog = new GenericDialog(NAME);
    dialog.addChoice("Shape:", SHAPES, shape());
    dialog.showDialog();
    if (!dialog.wasCanceled()) {
      Prefs.set(SHAPE, dialog.getNextChoice());
    }
  }

  private static String shape() {
    return Prefs.get(SHAPE, SHAPES[0]);
  }

  /** NB: by ImageJ's own way to run a command, so that it is recorded like a choice in the menu. */
  private static void bind(ImagePlus image) {
    new Executer(BindSelection.LABEL, image);
  }

  private static void record(Roi roi) {
    if (!Recorder.record) {
      return;
    }
    Rectangle box = roi.getBounds();
    switch (roi.getType()) {
      case Roi.RECTANGLE -> Recorder.record("makeRectangle", box.x, box.y, box.width, box.height);
      case Roi.OVAL -> Recorder.record("makeOval", box.x, box.y, box.width, box.height);
      default -> Recorder.recordRoi(roi);
    }
  }

  private void add(ImagePlus image, MouseEvent event) {
    ImageCanvas canvas = image.getCanvas();
    Point point = new Point(canvas.offScreenX(event.getX()), canvas.offScreenY(event.getY()));
    int last = path.npoints - 1;
    if (last < 0 || path.xpoints[last] != point.x || path.ypoints[last] != point.y) {
      path.addPoint(point.x, point.y);
    }
  }

  private boolean isClick() {
    Rectangle box = path.getBounds();
    return Math.min(box.width, box.height) < CLICK_PIXELS;
  }

  private boolean contains(Roi selection) {
    return path.npoints > 0 && selection.contains(path.xpoints[0], path.ypoints[0]);
  }

  /** The way of the mouse as a selection; a rectangle and an oval span its first and last point. */
  private Roi drawn() {
    int last = path.npoints - 1;
    Rectangle box = new Rectangle(path.xpoints[0], path.ypoints[0], 0, 0);
    box.add(path.xpoints[last], path.ypoints[last]);
    return switch (shape()) {
      case "rectangle" -> new Roi(box);
      case "oval" -> new OvalRoi(box.x, box.y, box.width, box.height);
      default ->
          new PolygonRoi(path.xpoints.clone(), path.ypoints.clone(), path.npoints, Roi.FREEROI);
    };
  }
}
