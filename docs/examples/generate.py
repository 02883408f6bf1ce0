# A picture of the man and the dog named in the overlay of an image, open or not.
# Fiji: File > New > Script..., language Python (Jython).
#@ MumuService mumu
#@ ij.ImagePlus image
#@ String (value="seed=1") options
#@output ij.ImagePlus result
#@output String information

request = mumu.request(options + " prompt=[a {man} and a {thing}]")

# Regions by the words they stand for; several, as a list or a tuple, are examples of one thing.
rois = dict((roi.getName(), roi) for roi in image.getOverlay())
result = mumu.generate(request, {
    "man": mumu.region(image, rois["man"]),
    "thing": [mumu.region(image, rois["dog"]), image]})
information = mumu.info(result)
