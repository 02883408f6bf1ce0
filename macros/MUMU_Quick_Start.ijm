// MUMU quick start: a man and his dog, taken from one picture, appear in a new one.
// Works from the Macro menu and headless:  -batch MUMU_Quick_Start.ijm "output folder"
folder = getArgument();

Ext.install("mumu.MacroExtensions");
source = Ext.mumuOpen("test-images/park.tif");   // its overlay names the regions man and dog
result = Ext.mumuGenerate("seed=1 prompt=[a picture of a {man} and his {dog} on a blue background]");

if (folder != "") {
    Ext.mumuSave(folder + "/quick-start.png");           // the result is the active image
    Ext.mumuSave(folder + "/quick-start.tif");
}
print("MUMU quick start: made image " + result);
