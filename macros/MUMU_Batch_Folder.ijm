// MUMU batch: for every TIFF of a folder, new pictures of the region named "cell" in its overlay.
// What it is for: synthetic training pictures from a few regions of your own.
// Headless:  -batch MUMU_Batch_Folder.ijm "input folder;output folder"
folders = split(getArgument(), ";");
if (folders.length < 2)
    folders = newArray(getDirectory("Images with a region named cell"), getDirectory("Results"));

Ext.install("mumu.MacroExtensions");
names = getFileList(folders[0]);
made = 0;
for (i = 0; i < names.length; i++) {
    if (endsWith(toLowerCase(names[i]), ".tif")) {
        source = Ext.mumuOpen(folders[0] + "/" + names[i]);
        result = Ext.mumuGenerate("seed=1 count=2 bind=[cell=cell] prompt=[a {cell} on a black background]");
        Ext.mumuSave(folders[1] + "/" + File.getNameWithoutExtension(names[i]) + "-mumu.tif");
        selectImage(parseInt(result));
        close();
        selectImage(parseInt(source));
        close();
        made++;
    }
}
print("MUMU batch: made pictures from " + made + " images");
