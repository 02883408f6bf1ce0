// MUMU training data: pictures with one to twelve of your outlined cells, and a label image for each.
// Every region in the overlay of the image is a cell. Each picture shows some of them, at places, sizes and angles of its own.
// Works from the Macro menu and headless:  -batch MUMU_Training_Data.ijm "image;output folder;number of pictures"
cells = newArray("a {cell}", "three {cell}", "six {cell}", "twelve {cell}");
grounds = newArray("on a black background", "on a grey background", "on a black to grey gradient", "on a black and grey texture");

options = split(getArgument(), ";");
if (options.length < 3)
    options = newArray("test-images/nuclei.tif", getDirectory("Where the pictures go"), "50");
folder = options[1];
wanted = parseInt(options[2]);
Ext.install("mumu.MacroExtensions");
source = Ext.mumuOpen(options[0]);
title = "'" + replace(getTitle(), "'", "''") + "'";
if (Overlay.size == 0)
    exit("The overlay of " + title + " is empty. Draw around cells and use MUMU Bind Selection...");
regions = title + ":#1";
for (i = 2; i <= Overlay.size; i++)
    regions += "+" + title + ":#" + i;
sentences = cells.length * grounds.length;
table = "stack,slice,label,x,y,width,height\n";
made = 0;
for (i = 0; made < wanted; i++) {
    count = Math.ceil((wanted - made) / (sentences - i));  // as many of each sentence
    sentence = cells[i % 4] + " " + grounds[(i + floor(i / 4)) % 4];
    selectImage(parseInt(source));
    result = Ext.mumuGenerate("variety=1 count=" + count + " seed=" + made + " bind=[cell=" + regions + "] prompt=[" + sentence + "]");
    Ext.mumuSave(folder + "/pictures-" + i + ".tif");
    for (k = 0; k < Overlay.size; k++) {
        Overlay.activateSelection(k);
        Roi.getPosition(channel, slice, frame);
        getSelectionBounds(x, y, width, height);
        label = parseInt(Roi.getProperty("mumu.thing")) + 1;
        table += "" + i + "," + maxOf(1, slice) + "," + label + "," + x + "," + y + "," + width + "," + height + "\n";
    }
    labels = Ext.mumuLabels(result);
    Ext.mumuSave(folder + "/labels-" + i + ".tif");
    close();
    selectImage(parseInt(result));
    close();
    made += count;
}
File.saveString(table, folder + "/boxes.csv");
print("MUMU training data: made " + made + " pictures with labels");
