// MUMU training data: pictures of your outlined cells at new places, sizes and angles, with a label image for each.
// Every region in the overlay of the image is an example; its name is its class.
// Works from the Macro menu and headless:  -batch MUMU_Training_Data.ijm "image;output folder;number of pictures"
options = split(getArgument(), ";");
if (options.length < 3)
    options = newArray("test-images/nuclei.tif", getDirectory("Where the pictures go"), "50");
folder = options[1];
count = options[2];
Ext.install("mumu.MacroExtensions");
Ext.mumuOpen(options[0]);
made = Ext.mumuTrainingData("count=&count seed=1 folder=&folder");
print("MUMU training data: " + made + " pictures with labels");
