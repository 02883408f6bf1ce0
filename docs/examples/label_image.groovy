// Every object of a label image (pixel value = number of the object) becomes an example of {cell}.
#@ MumuService mumu
#@ ij.ImagePlus image
#@ ij.ImagePlus labels
#@ String (value="seed=1") options
#@output ij.ImagePlus result
#@output ij.ImagePlus tokens

request = mumu.request(options + " prompt=[a {cell} on a black background]")
tokens = mumu.tokens(request, [cell: mumu.labels(labels, image)])      // what the model sees
result = mumu.generate(request, [cell: [mumu.label(labels, image, 1), mumu.label(labels, image, 2)]])
