// MUMU batch: for every TIFF of a folder, new pictures of the region named "cell" in its overlay.
// What it is for: synthetic training pictures from a few regions of your own.
// Headless:  -batch MUMU_Batch_Folder.ijm "input folder;output folder"
folders = split(getArgument(), ";");
if (folders.length < 2)
    folders = newArray(getDirectory("Images with a region named cell"), getDirectory("Results"));

names = getFileList(folders[0]);
made = 0;
failed = "";
for (i = 0; i < names.length; i++) {
    if (endsWith(toLowerCase(names[i]), ".tif")) {
        before = nImages;
        source = folders[0] + "/" + names[i];
        target = folders[1] + "/" + File.getNameWithoutExtension(names[i]) + "-mumu.tif";
        // a macro within the macro: what ends it, ends it alone
        end = eval("Ext.install('mumu.MacroExtensions');"
            + "source = Ext.mumuOpen(" + quoted(source) + ");"
            + "result = Ext.mumuGenerate('seed=1 count=2 bind=[cell=cell] prompt=[a {cell} on a black background]');"
            + "Ext.mumuSave(" + quoted(target) + ");"
            + "return 'made';");
        if (end == "made")
            made++;
        else
            failed += "\n" + names[i];
        while (nImages > before)
            close();
    }
}
print("MUMU batch: made pictures from " + made + " images");
if (failed != "")
    print("MUMU batch: failed, for the reason told above:" + failed);

function quoted(path) {
    return "\"" + replace(path, "\\", "/") + "\"";
}
